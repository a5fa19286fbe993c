package main

import (
	"errors"
	"fmt"
	"io"
	"text/tabwriter"
)

// describe returns one line about the outcome of a mutant.
func describe(m *mutant, v *verdict) string {
	switch {
	case v.outcome == wrong:
		return m.name + ": wrong entry"
	case v.outcome == killed && m.equivalent != "":
		return fmt.Sprintf("%s: called equivalent, and killed by %s %s", m.name, v.by.folder, v.test)
	case v.outcome == killed && v.missed:
		return fmt.Sprintf("%s: killed by %s %s, which the list does not try first", m.name, v.by.folder, v.test)
	case v.outcome == killed:
		return fmt.Sprintf("%s: killed by %s %s", m.name, v.by.folder, v.test)
	case m.equivalent != "":
		return m.name + ": equivalent"
	}
	return m.name + ": SURVIVED"
}

// report prints the table, and below it the entries that need work. The error counts
// them.
func report(out io.Writer, mutants []mutant, verdicts []verdict) error {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "MUTANT\tFILE\tFATE\tPACKAGE\tTEST")
	var dead, alive, same, faulty int
	for i := range mutants {
		m, v := &mutants[i], &verdicts[i]
		switch {
		case v.outcome == wrong || v.outcome == killed && m.equivalent != "":
			faulty++
			fmt.Fprintf(t, "%s\t%s\twrong entry\t\t\n", m.name, m.file)
		case v.outcome == killed:
			dead++
			fmt.Fprintf(t, "%s\t%s\tkilled\t%s\t%s\n", m.name, m.file, v.by.folder, v.test)
		case m.equivalent != "":
			same++
			fmt.Fprintf(t, "%s\t%s\tequivalent\t\t\n", m.name, m.file)
		default:
			alive++
			fmt.Fprintf(t, "%s\t%s\tSURVIVED\t\t\n", m.name, m.file)
		}
	}
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(out, "\n%d mutants: %d killed, %d survived, %d equivalent, %d wrong entries\n", len(mutants), dead,
		alive, same, faulty)
	for i := range mutants {
		explain(out, &mutants[i], &verdicts[i])
	}
	var errs []error
	if alive > 0 {
		errs = append(errs, fmt.Errorf("%d mutants survived", alive))
	}
	if faulty > 0 {
		errs = append(errs, fmt.Errorf("%d entries are wrong", faulty))
	}
	return errors.Join(errs...)
}

// explain prints the details of an entry.
func explain(out io.Writer, m *mutant, v *verdict) {
	switch {
	case v.outcome == wrong:
		fmt.Fprintf(out, "\n%s (line %d) is wrong: %s\n", m.name, m.line, v.why)
	case v.outcome == killed && m.equivalent != "":
		fmt.Fprintf(out, "\n%s (line %d) is called equivalent (%s), and %s of %s tells it from the program\n", m.name,
			m.line, m.equivalent, v.test, v.by.folder)
	case v.outcome == survived && m.equivalent != "":
		fmt.Fprintf(out, "\n%s is equivalent: %s\n", m.name, m.equivalent)
	case v.outcome == survived:
		fmt.Fprintf(out, "\n%s (line %d) survived. No test asks: %s\n  %s\n- %s\n+ %s\n", m.name, m.line, m.asks,
			m.file, m.is, m.becomes)
	}
}
