package client

import (
	"time"

	"thaw/models/client"
	"thaw/policies"
)

// Async is the queue of asynchronous invocations of AWS Lambda.
var Async = policies.Define("async",
	"invocations that nobody waits for: what fails or times out is tried again after 1 and 2 minutes; what "+
		"is refused for a limit is tried again after a pause that grows from 1 s to 5 minutes, for up to 6 hours",
	"awsasync, section on function errors and throttles (two retries after 1 and 2 minutes, and for up to 6 hours "+
		"after 1 s to 5 minutes)",
	asyncParams{Retries: 2, Backoff: time.Minute, Within: 6 * time.Hour},
	func(p asyncParams) client.Policy {
		doubled := waits{base: p.Backoff, most: p.Backoff << 10, factor: 2}
		throttled := waits{base: time.Second, most: 5 * time.Minute, factor: 2}
		return client.Policy{Timeout: p.Timeout, Retries: p.Retries, Backoff: doubled.backoff(),
			Throttled: throttled.backoff(), Within: p.Within}
	})

type asyncParams struct {
	Timeout time.Duration `param:"timeout" min:"0s" max:"87600h" help:"how long the queue waits for an attempt; 0s: for ever"`
	Retries int           `param:"retries" min:"0" max:"10" help:"attempts after the first one"`
	Backoff time.Duration `param:"backoff" min:"0s" max:"24h" help:"pause before the first retry; it doubles with each"`
	Within  time.Duration `param:"within" min:"0s" max:"87600h" help:"how long after its arrival an invocation that is refused for a limit is tried again"`
}
