// Package client holds what clients do without an answer, one file a policy: how long
// they wait for one, how often they try again, and when.
//
//	attempt 1 ──5 s──▶ given up ──pause──▶ attempt 2 ──▶ answered
//	   └─ goes on, for nobody
//
// A policy is a client.Policy, a value; models/client does the rest.
package client

import (
	"errors"
	"fmt"
	"math"
	"time"

	"thaw/models/client"
)

// waits are how clients wait before they try again.
type waits struct {
	base, most time.Duration
	factor     float64
	jitter     string
}

// backoff makes it what models/client knows.
func (w waits) backoff() client.Backoff {
	b := client.Backoff{Base: w.base, Most: w.most, Factor: w.factor}
	switch w.jitter {
	case "full":
		b.Jitter = client.FullJitter
	case "equal":
		b.Jitter = client.EqualJitter
	}
	return b
}

// thousandths reads a share with at most three decimals.
func thousandths(name string, share float64) (int, error) {
	n := math.Round(share * 1000)
	if math.Abs(share*1000-n) > 1e-6 {
		return 0, fmt.Errorf("%s=%v: at most three decimals were expected", name, share)
	}
	return int(n), nil
}

// timed refuses what would be ignored without a timeout.
func timed(timeout time.Duration, cancel bool) error {
	if cancel && timeout == 0 {
		return errors.New("cancel=true counts with a timeout only")
	}
	return nil
}
