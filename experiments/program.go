package experiments

import (
	"thaw/experiments/build"
	"thaw/policies/all"
)

// Program is a program that runs experiments: its build, which results record,
// and its policies.
type Program struct {
	Build    build.Info
	Policies all.Policies
}

// Thaw returns the program with the built-in policies and no others.
func Thaw() Program {
	return Program{Build: build.Read(), Policies: all.Builtin()}
}
