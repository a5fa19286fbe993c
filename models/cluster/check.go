package cluster

import (
	"errors"

	"thaw/models/cluster/fleet"
	"thaw/models/membership"
	"thaw/models/workload"
	"thaw/sim"
)

// Check returns everything for which Replay would refuse a run before its first
// invocation. Whoever plans runs calls it, so that a run that cannot be is refused
// before anything is written. It lays out the run as Replay does, with one invoker in
// place of all, and with the trace's functions only where a mechanism looks at them:
// no other refusal depends on either.
func Check(cfg Config, table *workload.Table, pol Policies) (errs []error) {
	cfg.settle()
	if errs := append(cfg.check(), cfg.checkWorkflow(table)...); errs != nil {
		return errs
	}
	defer func() {
		switch x := recover().(type) {
		case nil:
		case fleet.LimitError:
			errs = []error{x}
		default:
			panic(x) // a mistake of the program, which is not ours to hide
		}
	}()
	users := cfg.checkUsers(table)
	table = sketch(table, cfg.Mechanisms.On())
	cfg.Invokers, cfg.Classes, cfg.Membership, cfg.Autoscale = 1, nil, membership.Config{}, nil
	if _, err := newEngine(&cfg, table, pol, Output{}); err != nil {
		return []error{errors.Join(users, err)}
	}
	if users != nil {
		return []error{users}
	}
	return nil
}

// sketch returns a table in place of another one: with one function, unless all are needed,
// and with a user who thinks where there are any.
func sketch(of *workload.Table, functions bool) *workload.Table {
	t := workload.Table{Apps: []workload.App{{Memory: 1}}, Functions: []workload.Function{{Memory: 1}},
		Workflow: of.Workflow}
	if functions {
		t = *of
	}
	if of.Users != nil {
		t.Users = &workload.Users{Count: 1, Think: sim.Const(1), Until: 1,
			Menu: make([]workload.Choice, len(t.Functions))}
		for f := range t.Users.Menu {
			t.Users.Menu[f].Weight = 1
		}
	}
	return &t
}
