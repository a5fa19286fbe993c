// Package policies defines how a policy is declared, parsed and listed.
//
//	"ttl,keep=10m" ──Entry.Parse──▶ build(params) ──per run──▶ policy
//
// A policy is a value made by Define in a file of its own and listed by hand
// in policies/all.
package policies

import "thaw/models/cluster"

// Param describes one parameter of a policy.
type Param struct {
	Name    string // as typed: name=value
	Default string // as it would be typed
	Help    string // what it is, with its unit
}

// Entry is one policy of a role; T is cluster.Scheduler or cluster.KeepAlive.
type Entry[T any] struct {
	Name    string
	Summary string // one line
	Source  string // where the policy is described
	Params  []Param
	parse   func(args []string) (func(*cluster.View) T, string, error)
}
