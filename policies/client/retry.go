package client

import (
	"errors"
	"fmt"
	"time"

	"thaw/models/client"
	"thaw/policies"
)

// Retry is a client that waits for its answer.
var Retry = policies.Define("retry",
	"a client that waits for its answer gives an attempt up after a timeout, and tries again what timed out, failed "+
		"or was refused, after a pause that grows",
	"brooker2015, the three jitters and the capped exponential pause; sre2016, chapter 21 (a budget of retries); "+
		"awsretries, standard mode (three attempts, at most 20 s between them)",
	retryParams{Retries: 2, Backoff: time.Second, Factor: 2, Most: 20 * time.Second, Jitter: "full", Reserve: 10},
	func(p retryParams) client.Policy {
		budget, err := thousandths("budget", p.Budget)
		if err != nil {
			panic(err) // Validate has accepted it
		}
		w := waits{p.Backoff, p.Most, p.Factor, p.Jitter}
		return client.Policy{Timeout: p.Timeout, Retries: p.Retries, Backoff: w.backoff(), Cancel: p.Cancel,
			Budget: budget, Reserve: p.Reserve}
	})

type retryParams struct {
	Timeout time.Duration `param:"timeout" min:"0s" max:"87600h" help:"how long a client waits for the answer to an attempt; 0s: for ever"`
	Retries int           `param:"retries" min:"0" max:"1000" help:"attempts after the first one"`
	Backoff time.Duration `param:"backoff" min:"0s" max:"87600h" help:"pause before the first retry"`
	Factor  float64       `param:"factor" min:"1" max:"1000" help:"by which the pause grows with each retry"`
	Most    time.Duration `param:"most" min:"0s" max:"87600h" help:"longest pause"`
	Jitter  string        `param:"jitter" enum:"full|equal|none" help:"how pauses are drawn: full (uniform up to the pause), equal (from half of it on) or none"`
	Budget  float64       `param:"budget" min:"0" max:"100" help:"retries that all clients together may make for each invocation, such as 0.1; 0: no budget; three decimals"`
	Reserve int           `param:"reserve" min:"0" max:"1000000" help:"retries that a budget saves up at most, and has at the start"`
	Cancel  bool          `param:"cancel" help:"the platform is told of attempts that are given up: those that still wait leave their queue when their turn comes"`
}

// Validate refuses what cannot be, and what would be ignored.
func (p retryParams) Validate() error {
	var mistakes []error
	if p.Most < p.Backoff {
		mistakes = append(mistakes, fmt.Errorf("most=%s: at least backoff=%s was expected",
			policies.FormatDuration(p.Most), policies.FormatDuration(p.Backoff)))
	}
	if p.Budget == 0 && p.Reserve != 10 {
		mistakes = append(mistakes, fmt.Errorf("reserve=%d counts with a budget only", p.Reserve))
	}
	_, err := thousandths("budget", p.Budget)
	return errors.Join(append(mistakes, err, timed(p.Timeout, p.Cancel))...)
}
