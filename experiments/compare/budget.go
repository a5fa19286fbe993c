package compare

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"thaw/experiments/exit"
	"thaw/experiments/results"
	"thaw/experiments/strictyaml"
	"thaw/experiments/textfile"
	"thaw/experiments/units"
	"thaw/models/names"
)

// Budgets is a budget file: the bounds on results.
type Budgets struct {
	Confidence *float64 `yaml:"confidence"` // of intervals; default 0.95
	Budgets    []Budget `yaml:"budgets,required"`
	Place      strictyaml.Place
}

// Budget bounds one metric of some policy sets: absolutely with min and max, or
// relative to a baseline with max_increase and max_decrease.
type Budget struct {
	Place        strictyaml.Place
	Name         string       `yaml:"name"`
	Metric       BudgetMetric `yaml:"metric,required"`
	Where        Where        `yaml:"where"`
	Statistic    Statistic    `yaml:"statistic"`
	Min          *float64     `yaml:"min"`
	Max          *float64     `yaml:"max"`
	MaxIncrease  *Tolerance   `yaml:"max_increase"`
	MaxDecrease  *Tolerance   `yaml:"max_decrease"`
	Level        Level        `yaml:"level"`
	Inconclusive Level        `yaml:"inconclusive"`
	AllowNoData  bool         `yaml:"allow_no_data"` // seeds without a sample of the metric do not fail
}

// Where selects policy sets: each non-empty part must match. * stands for any
// letters, ? for one letter, [abc] for one of these.
type Where struct {
	Policy    Glob `yaml:"policy"`
	Schedule  Glob `yaml:"schedule"`
	KeepAlive Glob `yaml:"keepalive"`
	Prefetch  Glob `yaml:"prefetch"`

	Network    Glob `yaml:"network"`
	Storage    Glob `yaml:"storage"`
	Elasticity Glob `yaml:"memory_elasticity"`
	Layout     Glob `yaml:"vm_layout"`
	Queue      Glob `yaml:"queue"`
	Client     Glob `yaml:"client"`
	Autoscale  Glob `yaml:"autoscale"`
}

// Matches reports whether Where selects a policy set.
func (w Where) Matches(p results.PolicyID) bool {
	return w.Policy.matches(p.Policy) && w.Schedule.matches(p.Schedule) && w.KeepAlive.matches(p.KeepAlive) &&
		w.Prefetch.matches(p.Prefetch) &&
		w.Network.matches(p.Network) && w.Storage.matches(p.Storage) && w.Elasticity.matches(p.Elasticity) &&
		w.Layout.matches(p.Layout) && w.Queue.matches(string(p.Queue)) && w.Client.matches(string(p.Client)) &&
		w.Autoscale.matches(string(p.Autoscale))
}

// Glob is a pattern of names; the empty pattern matches all.
type Glob string

// UnmarshalText implements encoding.TextUnmarshaler.
func (g *Glob) UnmarshalText(text []byte) error {
	if _, err := path.Match(string(text), ""); err != nil {
		return fmt.Errorf("%q: is no pattern: a bracket is not closed", text)
	}
	*g = Glob(text)
	return nil
}

func (g Glob) matches(name string) bool {
	ok, err := path.Match(string(g), strings.ReplaceAll(name, "/", "_")) // * stops at a slash
	return g == "" || err == nil && ok
}

// BudgetMetric is the metric of a budget.
type BudgetMetric struct{ results.Metric }

// UnmarshalText implements encoding.TextUnmarshaler.
func (m *BudgetMetric) UnmarshalText(text []byte) (err error) {
	m.Metric, err = results.FindMetric(string(text))
	return err
}

// Statistic is the statistic over seeds that an absolute budget bounds.
type Statistic uint8

// The statistics over seeds: the mean, or the worst value. The worst is the
// greatest for max and the least for min.
const (
	MeanOfSeeds Statistic = iota
	WorstSeed
)

var statisticNames = []string{"mean", "worst"}

func (s Statistic) String() string { return statisticNames[s] }

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *Statistic) UnmarshalText(text []byte) error {
	return oneOf(s, string(text), statisticNames)
}

// Level says how a missed budget counts.
type Level uint8

// The levels. By default a missed budget is an error and an inconclusive one a
// warning.
const (
	LevelDefault Level = iota
	LevelError
	LevelWarn
	LevelOff
)

var levelNames = []string{"", "error", "warn", "off"}

func (l Level) String() string { return levelNames[l] }

// UnmarshalText implements encoding.TextUnmarshaler.
func (l *Level) UnmarshalText(text []byte) error {
	if err := oneOf(l, string(text), levelNames[1:]); err != nil {
		return err
	}
	*l++
	return nil
}

func (l Level) or(standard Level) Level {
	if l == LevelDefault {
		return standard
	}
	return l
}

// oneOf returns the index of a name in a list.
func oneOf[T ~uint8](to *T, text string, known []string) error {
	i := slices.Index(known, text)
	if i < 0 {
		return fmt.Errorf("%q is unknown%s", text, names.Hint(text, known))
	}
	*to = T(i)
	return nil
}

// Tolerance limits how far a metric may move from the baseline's mean: a share
// of the mean, written 5%, or a number in the metric's unit.
type Tolerance struct {
	Amount   float64 // 0.05 for 5%
	Relative bool
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (t *Tolerance) UnmarshalText(text []byte) error {
	number, relative := strings.CutSuffix(string(text), "%")
	x, err := units.ParseNumber(strings.TrimSpace(number))
	if err != nil || x < 0 {
		return fmt.Errorf("%q: expected a tolerance of zero or more, as a percentage such as 5%% or in the unit of "+
			"the metric", text)
	}
	if relative {
		x /= 100
	}
	*t = Tolerance{x, relative}
	return nil
}

// String writes a tolerance in the form that UnmarshalText reads.
func (t Tolerance) String() string {
	if t.Relative {
		return strconv.FormatFloat(100*t.Amount, 'g', 6, 64) + "%"
	}
	return strconv.FormatFloat(t.Amount, 'g', -1, 64)
}

// ReadBudgets reads a budget file, or standard input where path is -, and reports
// every mistake with its place.
func ReadBudgets(path string) (*Budgets, error) {
	text, err := textfile.ReadGiven(path, textfile.Written)
	if err != nil {
		return nil, exit.Usage(fmt.Errorf("%s: cannot read the budgets: %w", textfile.Name(path), err))
	}
	return ParseBudgets(textfile.Name(path), text)
}

// ParseBudgets reads the text of a budget file.
func ParseBudgets(file string, text []byte) (*Budgets, error) {
	b := &Budgets{}
	unread := strictyaml.Decode(file, text, b)
	var mistakes exit.Mistakes
	if c := b.Confidence; c != nil && unread == nil && !(*c >= 0.5 && *c <= 0.9999) {
		mistakes.Add("confidence", fmt.Errorf("%s: confidence: %v: expected a number from 0.5 to 0.9999", b.Place, *c))
	}
	if len(b.Budgets) == 0 && unread == nil {
		mistakes.Add("empty", fmt.Errorf("%s: budgets: the list is empty, expected at least one", b.Place))
	}
	for i := range b.Budgets {
		for _, m := range b.Budgets[i].mistakes(unread == nil) {
			mistakes.Add(m, fmt.Errorf("%s: budgets[%d]: %s", b.Budgets[i].Place, i, m))
		}
	}
	if err := errors.Join(unread, mistakes.Err()); err != nil {
		return nil, exit.Usage(err)
	}
	return b, nil
}

// mistakes lists contradictions between keys. It checks values only if the whole
// file decoded without a mistake.
func (b *Budget) mistakes(read bool) []string {
	var out []string
	absolute, relative := b.Min != nil || b.Max != nil, b.relative()
	switch {
	case absolute && relative:
		out = append(out, "min or max together with max_increase or max_decrease, expected two budgets")
	case !absolute && !relative:
		out = append(out, "no bound, expected min, max, max_increase or max_decrease")
	case relative && b.Statistic != MeanOfSeeds:
		out = append(out, "statistic: worst: a budget relative to a baseline is about means")
	case absolute && b.Inconclusive != LevelDefault:
		out = append(out, "inconclusive: an absolute budget is kept or not")
	}
	if read && b.Min != nil && b.Max != nil && *b.Min > *b.Max {
		out = append(out, fmt.Sprintf("min %v is more than max %v", *b.Min, *b.Max))
	}
	return out
}

// relative reports whether the budget needs a baseline.
func (b *Budget) relative() bool { return b.MaxIncrease != nil || b.MaxDecrease != nil }

// title names the budget in tables.
func (b *Budget) title() string {
	if b.Name != "" {
		return b.Name
	}
	return b.Metric.Column
}
