package command

import (
	"errors"
	"fmt"

	"github.com/spf13/pflag"

	"thaw/experiments/exit"
	"thaw/experiments/units"
	"thaw/plots"
)

// Texts are flags of a command that are read together once all are known, so that
// their mistakes are reported at once and in thaw's words.
type Texts struct{ all []*text }

// text is one of the flags.
type text struct {
	name, kind, text string
	read             func(text string) error
}

var _ pflag.Value = (*text)(nil)

func (t *text) String() string { return t.text }
func (t *text) Type() string   { return t.kind }
func (t *text) Set(s string) error {
	t.text = s
	return nil
}

// Add adds a flag that read takes.
func (t *Texts) Add(flags *pflag.FlagSet, name, kind, standard, usage string, read func(text string) error) {
	own := &text{name, kind, standard, read}
	flags.Var(own, name, usage)
	t.all = append(t.all, own)
}

// Integer adds a flag that is a number from least to most.
func (t *Texts) Integer(flags *pflag.FlagSet, to *int, name string, standard, least, most int, usage string) {
	t.Add(flags, name, "int", fmt.Sprint(standard), usage, func(text string) error {
		x, err := units.ParseInteger(text, int64(least), int64(most))
		*to = int(x)
		return err
	})
}

// Width adds the flag that sets the width of figures; without it each has its own, 0.
func (t *Texts) Width(flags *pflag.FlagSet, to *plots.Width) {
	t.Add(flags, "width", "string", "", "`WIDTH` of every figure: column (3.33 in), page (7.0 in) or millimetres "+
		"from 60 to 400; without it each has its own", func(text string) (err error) {
		if flags.Changed("width") {
			*to, err = plots.ParseWidth(text)
		}
		return err
	})
}

// Read reads the flags and returns their mistakes by name.
func (t *Texts) Read() map[string]error {
	mistakes := map[string]error{}
	for _, f := range t.all {
		if err := f.read(f.text); err != nil {
			mistakes[f.name] = fmt.Errorf("--%s: %w", f.name, err)
		}
	}
	return mistakes
}

// Err reads the flags and joins their mistakes, in the order of the flags.
func (t *Texts) Err() error {
	var errs []error
	mistakes := t.Read()
	for _, f := range t.all {
		errs = append(errs, mistakes[f.name])
	}
	return exit.Usage(errors.Join(errs...))
}

// Empty returns an error for each of the flags that is given without a value, as --out "" is.
func Empty(flags *pflag.FlagSet, expected map[string]string) error {
	var errs []error
	flags.Visit(func(f *pflag.Flag) {
		if what, ok := expected[f.Name]; ok && f.Value.String() == "" {
			errs = append(errs, fmt.Errorf("--%s: %q: expected %s", f.Name, "", what))
		}
	})
	return errors.Join(errs...)
}
