package main

import (
	"errors"
	"fmt"
	"io"
	"text/tabwriter"
)

// describe says in a line what became of a mutant.
func describe(m *mutant, v *verdict) string {
	switch {
	case v.fate == wrong:
		return m.name + ": wrong entry"
	case v.fate == killed && m.equivalent != "":
		return fmt.Sprintf("%s: called equivalent, and killed by %s %s", m.name, v.by.folder, v.test)
	case v.fate == killed && v.missed:
		return fmt.Sprintf("%s: killed by %s %s, which the list does not try first", m.name, v.by.folder, v.test)
	case v.fate == killed:
		return fmt.Sprintf("%s: killed by %s %s", m.name, v.by.folder, v.test)
	case m.equivalent != "":
		return m.name + ": equivalent"
	}
	return m.name + ": SURVIVED"
}

// report prints the table, and what needs work below it; the error counts that.
func report(out io.Writer, mutants []mutant, verdicts []verdict) error {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "MUTANT\tFILE\tFATE\tPACKAGE\tTEST")
	var dead, alive, same, bad int
	for i := range mutants {
		m, v := &mutants[i], &verdicts[i]
		switch {
		case v.fate == wrong || v.fate == killed && m.equivalent != "":
			bad++
			fmt.Fprintf(t, "%s\t%s\twrong entry\t\t\n", m.name, m.file)
		case v.fate == killed:
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
		alive, same, bad)
	for i := range mutants {
		explain(out, &mutants[i], &verdicts[i])
	}
	var errs []error
	if alive > 0 {
		errs = append(errs, fmt.Errorf("%d mutants survived", alive))
	}
	if bad > 0 {
		errs = append(errs, fmt.Errorf("%d entries are wrong", bad))
	}
	return errors.Join(errs...)
}

// explain prints what the table has no room for.
func explain(out io.Writer, m *mutant, v *verdict) {
	switch {
	case v.fate == wrong:
		fmt.Fprintf(out, "\n%s (line %d) is wrong: %s\n", m.name, m.line, v.why)
	case v.fate == killed && m.equivalent != "":
		fmt.Fprintf(out, "\n%s (line %d) is called equivalent (%s), and %s of %s tells it from the program\n", m.name,
			m.line, m.equivalent, v.test, v.by.folder)
	case v.fate == survived && m.equivalent != "":
		fmt.Fprintf(out, "\n%s is equivalent: %s\n", m.name, m.equivalent)
	case v.fate == survived:
		fmt.Fprintf(out, "\n%s (line %d) survived. No test asks: %s\n  %s\n- %s\n+ %s\n", m.name, m.line, m.asks,
			m.file, m.is, m.becomes)
	}
}
