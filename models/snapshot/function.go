package snapshot

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"thaw/models/names"
	"thaw/models/params"
)

// Function describes a function whose VM is restored. Working sets are
// in megabytes of 10⁶ bytes, as both papers print them.
//
// An invocation touches the same pages every time (the guest kernel, the language
// runtime, the server: the base; and what the function keeps, such as a model:
// the state), and pages that depend on its input.
type Function struct {
	Name  string
	Suite string // faasnap or reap: which paper's table it is from
	About string

	GuestMiB params.Sourced[float64] // memory of the VM
	WorkingA params.Sourced[float64] // MB that an invocation with input A touches
	WorkingB params.Sourced[float64] // and with input B
	// size of input B over that of input A; 0: they are the same, or there is none
	RatioB     params.Sourced[float64]
	BaseMB     params.Sourced[float64] // of both: kernel, runtime, server
	StateMB    params.Sourced[float64] // of both: what the function keeps from one invocation to the next
	ZoneMB     params.Sourced[float64] // non-zero memory over which the base is scattered
	ColdMB     params.Sourced[float64] // non-zero memory that only the boot touches
	HoleShare  params.Sourced[float64] // of the zone: single zero pages
	Contiguity params.Sourced[float64] // mean pages of a run of the base
	StateRun   params.Sourced[float64] // mean pages of a run of the state
	InputRun   params.Sourced[float64] // mean pages of a run that depends on the input
	// of the input-dependent pages, at most so many that another input of the same size does not
	// touch
	FreshMB   params.Sourced[float64]
	Warm      params.Sourced[time.Duration] // one invocation with input A where all pages are in place
	InputWork params.Sourced[float64]       // share of that time that grows with the input
	Init      params.Sourced[time.Duration] // of runtime and function, after the boot
}

// Input is what a function is invoked with.
type Input struct {
	Name    string        // A, B or a ratio such as 2x
	Content uint64        // inputs of the same content touch the same pages
	Pages   int32         // that depend on it
	Work    time.Duration // of the invocation where all pages are in place
}

// inputMB returns the part of a working set that depends on the input.
func (f *Function) inputMB(working float64) float64 {
	return max(0, working-f.BaseMB.Value-f.StateMB.Value)
}

// workOf returns the work of an invocation whose input is ratio times input A.
func (f *Function) workOf(ratio float64) time.Duration {
	w := float64(f.Warm.Value)
	return time.Duration(w*(1-f.InputWork.Value) + w*f.InputWork.Value*ratio)
}

// Input returns the named input: A, B, or a multiple of A with another content,
// such as 0.25x or 4x.
func (f *Function) Input(name string) (Input, error) {
	a := f.inputMB(f.WorkingA.Value)
	switch name {
	case "A":
		return Input{name, 1, pagesMB(a), f.workOf(1)}, nil
	case "B":
		b := f.inputMB(f.WorkingB.Value)
		if f.RatioB.Value == 0 {
			return Input{name, 1, pagesMB(b), f.workOf(1)}, nil // there is no input, or it is the same
		}
		return Input{name, 2, pagesMB(b), f.workOf(f.RatioB.Value)}, nil
	}
	ratio, err := strconv.ParseFloat(strings.TrimSuffix(name, "x"), 64)
	if err != nil || !strings.HasSuffix(name, "x") || !(ratio > 0 && ratio <= 1000) {
		return Input{}, fmt.Errorf("input %q: expected A, B or a multiple of A above 0x and up to 1000x, such as "+
			"0.25x", name)
	}
	return Input{name, 3, pagesMB(a * ratio), f.workOf(ratio)}, nil
}

// pagesMB converts megabytes of 10⁶ bytes to pages.
func pagesMB(mb float64) int32 { return int32(mb*1e6/PageSize + 0.5) }

// Pages returns the pages of the VM's memory.
func (f *Function) Pages() int32 { return int32(f.GuestMiB.Value * (1 << 20) / PageSize) }

// Check returns what is wrong with a function, all of it.
func (f *Function) Check() error {
	var errs []error
	bad := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("function %s: %s", f.Name, fmt.Sprintf(format, args...)))
	}
	positive := func(what string, v float64) {
		if !(v > 0) {
			bad("%s is %g, expected more than 0", what, v)
		}
	}
	positive("guest memory in MiB", f.GuestMiB.Value)
	positive("working set A in MB", f.WorkingA.Value)
	positive("working set B in MB", f.WorkingB.Value)
	positive("base in MB", f.BaseMB.Value)
	for _, run := range []struct {
		what string
		v    float64
	}{{"contiguity of the base", f.Contiguity.Value}, {"contiguity of the state",
		f.StateRun.Value}, {"contiguity of input pages", f.InputRun.Value}} {
		if !(run.v >= 1) {
			bad("%s is %g pages, expected at least 1", run.what, run.v)
		}
	}
	for _, share := range []struct {
		what string
		v    float64
	}{{"share of holes", f.HoleShare.Value}, {"share of work that grows with the input", f.InputWork.Value}} {
		if !(share.v >= 0 && share.v <= 1) {
			bad("%s is %g, expected 0 to 1", share.what, share.v)
		}
	}
	if !(f.RatioB.Value >= 0) {
		bad("input B is %g times input A, expected 0 or more", f.RatioB.Value)
	}
	if !(f.FreshMB.Value >= 0) {
		bad("%g MB differ between inputs, expected 0 or more", f.FreshMB.Value)
	}
	if f.StateMB.Value < 0 || f.ColdMB.Value < 0 {
		bad("state of %g MB and cold memory of %g MB, expected 0 or more", f.StateMB.Value, f.ColdMB.Value)
	}
	if f.Warm.Value <= 0 || f.Init.Value < 0 {
		bad("warm time %v and initialisation %v, expected more than 0s and 0s or more", f.Warm.Value, f.Init.Value)
	}
	if zone := f.ZoneMB.Value * (1 - f.HoleShare.Value); zone < f.BaseMB.Value {
		bad("the base of %g MB does not fit the %g MB that are not zero where it lies", f.BaseMB.Value, zone)
	}
	guest := f.GuestMiB.Value * (1 << 20) / 1e6
	if w := max(f.WorkingA.Value, f.WorkingB.Value); w > guest {
		bad("a working set of %g MB is larger than the guest of %g MB", w, guest)
	} else if booted := f.ZoneMB.Value + f.ColdMB.Value + f.StateMB.Value; booted > guest {
		bad("memory after the boot of %g MB is larger than the guest of %g MB", booted, guest)
	}
	return errors.Join(errs...)
}

// Functions returns all functions, those of FaaSnap first, each in the order of its
// paper.
func Functions() []*Function { return append(faasnapFunctions(), reapFunctions()...) }

// FindFunction returns the named function. Names of both suites that are the
// same are told apart as reap/image_rotate.
func FindFunction(name string) (*Function, error) {
	all := Functions()
	known := make([]string, len(all))
	for i, f := range all {
		known[i] = f.Name
	}
	if i := slices.Index(known, name); i >= 0 {
		return all[i], nil
	}
	return nil, fmt.Errorf("unknown function %q%s", name, names.Hint(name, known))
}
