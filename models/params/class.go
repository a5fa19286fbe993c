package params

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"thaw/models/names"
)

// InvokerClass is a kind of invoker. A platform without classes has invokers that are all
// alike.
type InvokerClass struct {
	Name   string
	Count  Sourced[int]
	Memory Sourced[int32] // MiB
	Cores  Sourced[int]
	Speed  Sourced[int]    // millionths of the speed at which the trace's durations were measured
	Price  Sourced[int]    // of an hour, in millionths of whatever currency; NoPrice where none is stated
	Arch   Sourced[string] // or ""
}

// NoPrice is the price of a class that states none.
const NoPrice = -1

// mostClasses is more than anyone tells apart.
const mostClasses = 64

var className = regexp.MustCompile(`^[a-z][a-z0-9_-]*$`)

// fields lists the numbers of a class, those that it may leave out last.
func (c *InvokerClass) fields() []Field {
	at := func(name string) string { return "classes." + c.Name + "." + name }
	return []Field{
		bind(at("count"), "invokers", "invokers of the class", &c.Count, parseCount(1, 1_000_000), strconv.Itoa),
		bind(at("memory"), "", "memory for containers of each", &c.Memory, ParseMiB, formatMiB),
		bind(at("cores"), "cores", "cores of each", &c.Cores, parseCount(1, 65_536), strconv.Itoa),
		bind(at("speed"), "", "speed of executions and initialisations, 1 where durations were measured", &c.Speed,
			parseSpeed, formatMillionths),
		bind(at("price"), "", "price of an hour of one, or none", &c.Price, parsePrice, formatPrice),
		bind(at("arch"), "", "architecture, or none", &c.Arch, parseArch, formatArch),
	}
}

// optionalOfClass is how many of them come last.
const optionalOfClass = 2

func parseSpeed(text string) (int, error) {
	n, err := parseMillionths(1000)(text)
	if err != nil || n < 1000 {
		return 0, fmt.Errorf("%q: expected a decimal number from 0.001 to 1000 with at most six places", text)
	}
	return n, nil
}

func parsePrice(text string) (int, error) {
	if text == none {
		return NoPrice, nil
	}
	return parseMillionths(1_000_000)(text)
}

func formatPrice(n int) string {
	if n == NoPrice {
		return none
	}
	return formatMillionths(n)
}

const none = "none"

func parseArch(text string) (string, error) {
	if text == none {
		return "", nil
	}
	if !className.MatchString(text) {
		return "", fmt.Errorf("%q: expected a name such as arm64", text)
	}
	return text, nil
}

func formatArch(text string) string {
	if text == "" {
		return none
	}
	return text
}

// classes decodes the section of classes: a mapping from names to numbers.
func (d *decoder) classes(n *yaml.Node, p *Platform) {
	entries, order := d.mapping(n, "classes", nil)
	for _, name := range order {
		if !className.MatchString(name) || len(p.Classes) == mostClasses {
			d.Fail(entries[name], "classes: %q: expected at most %d names of lower-case letters, digits, underscores "+
				"and hyphens", name, mostClasses)
			continue
		}
		c := &InvokerClass{Name: name, Price: Sourced[int]{NoPrice, "assumed: no price is stated"},
			Arch: Sourced[string]{"", "assumed: no architecture is stated"}}
		p.Classes = append(p.Classes, c)
		fields := c.fields()
		var known []string
		for _, f := range fields {
			known = append(known, f.path[strings.LastIndex(f.path, ".")+1:])
		}
		inside, _ := d.mapping(entries[name], "classes."+name, known, known[:len(known)-optionalOfClass]...)
		for k, f := range fields {
			if at := inside[known[k]]; at != nil {
				d.number(at, f)
			}
		}
	}
	if n != nil && len(order) == 0 {
		d.Fail(n, "classes: expected at least one class")
	}
}

// classKeys are those of a class on a command line.
var classKeys = []string{"count", "share", "memory", "cores", "speed", "price", "arch"}

// SetClasses replaces the classes by those of texts such as
// "big,count=4,memory=64GiB,cores=16,speed=1.2,price=0.5,arch=arm64". A class without memory
// or cores has those of the platform; share is in place of count a part of its invokers. It
// reports all mistakes at once.
func (p *Platform) SetClasses(texts []string) error {
	var errs []error
	var classes []*InvokerClass
	for _, text := range texts {
		c, err := p.parseClass(text)
		if err == nil && slices.ContainsFunc(classes, func(o *InvokerClass) bool { return o.Name == c.Name }) {
			err = fmt.Errorf("class %s is given twice", c.Name)
		}
		if err != nil {
			errs = append(errs, err)
			continue
		}
		classes = append(classes, c)
	}
	if len(texts) > mostClasses {
		errs = append(errs, fmt.Errorf("%d classes, expected at most %d", len(texts), mostClasses))
	}
	if errs != nil {
		return errors.Join(errs...)
	}
	p.Classes = classes
	for _, c := range classes {
		for _, f := range c.fields() {
			p.remember(Override{Path: p.Name + "." + f.path}, f.value())
		}
	}
	return nil
}

func (p *Platform) parseClass(text string) (*InvokerClass, error) {
	parts := strings.Split(text, ",")
	own := func(v int) Sourced[int] { return Sourced[int]{v, SourceOverride} }
	c := &InvokerClass{Name: strings.TrimSpace(parts[0]), Memory: p.MemoryMiB, Cores: p.Cores, Speed: own(million),
		Price: own(NoPrice), Arch: Sourced[string]{"", SourceOverride}}
	if !className.MatchString(c.Name) {
		return nil, fmt.Errorf("%q: expected the name of a class first, such as big,count=4", text)
	}
	var errs []error
	bad := func(err error) { errs = append(errs, fmt.Errorf("class %s: %w", c.Name, err)) }
	seen := map[string]bool{}
	for _, part := range parts[1:] {
		key, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		k := slices.Index(classKeys, key)
		if k < 0 {
			bad(fmt.Errorf("%q is unknown%s", key, names.Hint(key, classKeys)))
			continue
		}
		if seen[key] {
			bad(fmt.Errorf("%s is given twice", key))
		}
		if seen[key] = true; key == "share" {
			n, err := p.parseShare(value)
			if c.Count = own(n); err != nil {
				bad(err)
			}
			continue
		}
		for _, f := range c.fields() {
			if strings.HasSuffix(f.path, "."+key) {
				if err := f.set(value); err != nil {
					bad(fmt.Errorf("%s: %w", key, err))
				}
				*f.source = SourceOverride
			}
		}
	}
	if seen["count"] == seen["share"] {
		bad(errors.New("expected either count or share, such as count=4 or share=40%"))
	}
	return c, errors.Join(errs...)
}

const million = 1_000_000

// parseShare reads a part of the platform's invokers, which has to be a whole number.
func (p *Platform) parseShare(text string) (int, error) {
	number, percent := strings.CutSuffix(text, "%")
	most, whole := 1, million
	if percent {
		most, whole = 100, 100*million
	}
	part, err := parseMillionths(most)(number)
	if err != nil || part == 0 {
		return 0, fmt.Errorf("share: %q: expected a share above 0, such as 40%% or 0.4", text)
	}
	p.shared = true
	n := p.Invokers.Value
	if n*part%whole != 0 {
		return 0, fmt.Errorf("share: %s of %d invokers are %s, expected a whole number", text, n,
			strconv.FormatFloat(float64(n)*float64(part)/float64(whole), 'g', 6, 64))
	}
	return n * part / whole, nil
}

// CheckClasses returns what is wrong with the number of invokers of all classes together.
// Where nobody has set the platform's invokers, and its classes were set, they are so many.
func (p *Platform) CheckClasses() error {
	if len(p.Classes) == 0 {
		return nil
	}
	sum, set := 0, false
	var list []string
	for _, c := range p.Classes {
		sum += c.Count.Value
		set = set || c.Count.Source == SourceOverride
		list = append(list, fmt.Sprintf("%d of %s", c.Count.Value, c.Name))
	}
	if sum == p.Invokers.Value {
		return nil
	}
	if set && !p.shared && p.Invokers.Source != SourceOverride {
		return p.Set("invokers", strconv.Itoa(sum))
	}
	return fmt.Errorf("the classes have %s, %d invokers together, and the platform has %d (invokers): expected as "+
		"many, or a count for every class and no number of invokers", strings.Join(list, ", "), sum, p.Invokers.Value)
}
