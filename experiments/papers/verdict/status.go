package verdict

import (
	"fmt"
	"slices"

	"thaw/experiments/papers/forms"
	"thaw/models/names"
)

// Status says what a row is held to.
type Status uint8

// The statuses. Enforced rows and known gaps are counted.
const (
	Enforced Status = iota // a prediction, which must be reproduced
	// it is not reproduced, for the reason in its note; once it is, the row fails until it is promoted
	KnownGap
	Calibration   // an input of the model; a run that is out of line with it fails
	Derived       // follows from inputs by simple arithmetic, or repeats another row
	Contradiction // the source states two values; both are shown
	Reported      // no number can be compared, or the evidence is too thin
)

var statusNames = [...]string{"enforced", "known-gap", "calibration", "derived", "contradiction", "reported"}

// String returns the name used in files.
func (s Status) String() string { return statusNames[s] }

// UnmarshalText reads the name.
func (s *Status) UnmarshalText(text []byte) error {
	i := slices.Index(statusNames[:], string(text))
	if i < 0 {
		return fmt.Errorf("unknown status %q%s", text, names.Hint(string(text), statusNames[:]))
	}
	*s = Status(i)
	return nil
}

// Counted reports whether rows of the status are predictions.
func (s Status) Counted() bool { return s == Enforced || s == KnownGap }

// NeedsNote reports whether a row of the status has to give its reason.
func (s Status) NeedsNote() bool { return s == KnownGap || s == Derived || s == Reported }

// Measure is the form of a claim: a quantity computed from the values of a metric under
// each (window, seed).
type Measure uint8

// The measures.
const (
	Value      Measure = iota // the mean of the metric of one policy set
	Ratio                     // mean of ÷ mean to − 1: +74% is 1.74 times as much
	Difference                // mean of of − to, in the metric's unit
	Order                     // every policy set of a tier is below every one of the next tier
	Share                     // the share of a distribution (metric) that is at most within
	MeanRatio                 // of studies: mean over the items of of ÷ to, − 1; Ratio is that of the means
	ItemOrder                 // of studies: an order that holds for every item on its own
	ItemCount                 // of studies: the number of items of which of is below to
)

var measureNames = [...]string{"value", "ratio", "difference", "order", "share", "mean-ratio", "order-of-items",
	"items-below"}

// String returns the name used in files.
func (m Measure) String() string { return measureNames[m] }

// UnmarshalText reads the name.
func (m *Measure) UnmarshalText(text []byte) error {
	i := slices.Index(measureNames[:], string(text))
	if i < 0 {
		return fmt.Errorf("unknown measure %q%s", text, names.Hint(string(text), measureNames[:]))
	}
	*m = Measure(i)
	return nil
}

// Compares reports whether the measure sets one policy set against another by a number.
func (m Measure) Compares() bool { return m == Ratio || m == Difference || m == MeanRatio }

// ByItem reports whether the measure looks at the items of a study one by one.
func (m Measure) ByItem() bool { return m == MeanRatio || m == ItemOrder || m == ItemCount }

// TakesTo reports whether the measure sets one policy set against another.
func (m Measure) TakesTo() bool { return m.Compares() || m == ItemCount }

// Ordered reports whether the measure is an order.
func (m Measure) Ordered() bool { return m == Order || m == ItemOrder }

// Kind is the measure as figures draw it.
func (m Measure) Kind() forms.ClaimKind {
	switch m {
	case Ratio, MeanRatio:
		return forms.Compared
	case Difference:
		return forms.Subtracted
	case Order, ItemOrder:
		return forms.Ordered
	case Share:
		return forms.Shared
	case ItemCount:
		return forms.Counted
	}
	return forms.Number
}
