package workflow

import (
	"fmt"
	"slices"

	"thaw/models/names"
)

// The names of the kinds, in the order of their constants.

func formNames() []string { return []string{"same", "frames", "chunk", "nothing"} }

func deliveryNames() []string {
	return []string{"default", "pair", "anypair", "serialized-frame", "serialized-scene", "smart", "join"}
}

func mitigationNames() []string { return []string{"none", "clone", "gop-pairs", "timeout"} }

func schedulerNames() []string {
	return []string{"simple", "breadth-first", "priority", "rate-limit", "streaming"}
}

func modeNames() []string {
	return []string{"direct", "dataflower", "truffle", "dataflower+truffle", "styx"}
}

func predictorNames() []string { return []string{"last", "mean", "ewma"} }

// kindOf finds the constant of a name.
func kindOf[K ~uint8](k *K, what, text string, known []string) error {
	i := slices.Index(known, text)
	if i < 0 {
		return fmt.Errorf("unknown %s %q%s", what, text, names.Hint(text, known))
	}
	*k = K(i)
	return nil
}

// String returns the form's name.
func (f Form) String() string { return formNames()[f] }

// String returns the delivery function's name.
func (d Delivery) String() string { return deliveryNames()[d] }

// String returns the mitigation's name.
func (m Mitigation) String() string { return mitigationNames()[m] }

// String returns the mode's name.
func (m Mode) String() string { return modeNames()[m] }

// String returns the predictor's name.
func (p Predictor) String() string { return predictorNames()[p] }

// String returns the scheduler's name.
func (s SchedulerKind) String() string { return schedulerNames()[s] }

// UnmarshalText reads the form by its name.
func (f *Form) UnmarshalText(text []byte) error {
	return kindOf(f, "form", string(text), formNames())
}

// UnmarshalText reads the delivery function by its name.
func (d *Delivery) UnmarshalText(text []byte) error {
	return kindOf(d, "delivery function", string(text), deliveryNames())
}

// UnmarshalText reads the mitigation by its name.
func (m *Mitigation) UnmarshalText(text []byte) error {
	return kindOf(m, "mitigation", string(text), mitigationNames())
}

// UnmarshalText reads the mode by its name.
func (m *Mode) UnmarshalText(text []byte) error {
	return kindOf(m, "passing", string(text), modeNames())
}

// UnmarshalText reads the predictor by its name.
func (p *Predictor) UnmarshalText(text []byte) error {
	return kindOf(p, "predictor", string(text), predictorNames())
}

// UnmarshalText reads the scheduler by its name.
func (s *SchedulerKind) UnmarshalText(text []byte) error {
	return kindOf(s, "scheduler", string(text), schedulerNames())
}

// MarshalText writes the name, which UnmarshalText reads.
func (f Form) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// MarshalText writes the name, which UnmarshalText reads.
func (d Delivery) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// MarshalText writes the name, which UnmarshalText reads.
func (m Mitigation) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// MarshalText writes the name, which UnmarshalText reads.
func (m Mode) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// MarshalText writes the name, which UnmarshalText reads.
func (p Predictor) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// MarshalText writes the name, which UnmarshalText reads.
func (s SchedulerKind) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
