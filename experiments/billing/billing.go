// Package billing reads what the settings price and carbon choose, and opens the books of
// a replay by it.
//
//	"aws-lambda-x86,by=provisioned" ─▶ ReadPrice ──────┐
//	"ecolife,server=m5zn,intensity=..." ─▶ ReadCarbon ─▶ Billing ─Open─▶ price.Books of one replay
package billing

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"thaw/experiments/textfile"
	"thaw/models/cluster"
	"thaw/models/membership"
	"thaw/models/price"
	"thaw/models/workload"
	"thaw/policies"
)

// Billing is what the replays of an experiment are billed by. The zero value bills nothing.
type Billing struct {
	offer     *price.Offer
	carbon    *price.Carbon
	server    string // that invokers are whose class has no server's name
	intensity price.Intensity
	from      int
	noInit    bool // the platform has no initialisation
	digests   []string
}

// On reports whether anything is billed.
func (b *Billing) On() bool { return b.offer != nil || b.carbon != nil }

// String says what is billed, in a sentence without its end.
func (b *Billing) String() string {
	var parts []string
	if b.offer != nil {
		l := b.offer.List()
		parts = append(parts, fmt.Sprintf("Billed by %s, %s: %s, %s, prices of %s", l.Name, b.offer.By(), l.Summary,
			l.Region, l.Since))
	}
	if b.carbon != nil {
		parts = append(parts, fmt.Sprintf("Carbon by %s", b.carbon.Name))
	}
	return strings.Join(parts, ". ")
}

// NeedsStages reports whether the bill needs the stages of starts.
func (b *Billing) NeedsStages() bool { return b.offer != nil && b.offer.NeedsStages() }

// Digest is a digest of the files that the bill depends on; empty: nothing is billed.
func (b *Billing) Digest() string { return strings.Join(b.digests, "+") }

// ReadPrice reads the setting price. A file of the user is relative to the folder base.
func (b *Billing) ReadPrice(text, base string) error {
	choice, err := price.ParseChoice(text)
	if err != nil {
		return err
	}
	list, err := b.list(choice.List, base)
	if err != nil {
		return err
	}
	if b.offer, err = list.Offer(choice.By); err != nil {
		return err
	}
	b.digests = append(b.digests, string(b.offer.By()))
	return nil
}

// list reads a price list.
func (b *Billing) list(name, base string) (*price.List, error) {
	if !price.IsFile(name) {
		b.digests = append(b.digests, name) // its numbers are of the build
		if why, ok := price.Refused()[name]; ok {
			return nil, fmt.Errorf("%q is not there: %s", name, why)
		}
		return price.Load(name)
	}
	path, file, err := b.read(name, base)
	if err != nil {
		return nil, err
	}
	return price.Decode(path, file)
}

// read reads a file and notes its digest.
func (b *Billing) read(name, base string) (path string, text []byte, err error) {
	if path = name; base != "" && base != "." && !filepath.IsAbs(name) {
		path = filepath.Join(base, name)
	}
	if text, err = textfile.Read(path, textfile.Written); err != nil {
		return path, nil, fmt.Errorf("%s: %w", path, err)
	}
	sum := sha256.Sum256(text)
	b.digests = append(b.digests, hex.EncodeToString(sum[:]))
	return path, text, nil
}

// ReadCarbon reads the setting carbon, likewise.
func (b *Billing) ReadCarbon(text, base string) error {
	choice, err := price.ParseCarbonChoice(text)
	if err != nil {
		return err
	}
	b.digests = append(b.digests, text)
	if price.IsFile(choice.Data) {
		path, file, err := b.read(choice.Data, base)
		if err != nil {
			return err
		}
		b.carbon, err = price.DecodeCarbon(path, file)
		if err != nil {
			return err
		}
	} else if b.carbon, err = price.LoadCarbon(choice.Data); err != nil {
		return err
	}
	if b.server = choice.Server; b.server != "" {
		if _, err := b.carbon.Server(b.server); err != nil {
			return err
		}
	}
	b.from = choice.From
	if !strings.HasSuffix(choice.Intensity, ".csv") {
		b.intensity, err = b.carbon.Region(choice.Intensity)
		return err
	}
	path, file, err := b.read(choice.Intensity, base)
	if err != nil {
		return err
	}
	b.intensity, err = price.ParseIntensity(path, file)
	return err
}

// World is what a replay is of.
type World struct {
	Trace   string // its name in messages
	Table   *workload.Table
	Impute  bool // a bill may be of values that are filled in alone
	Classes membership.Classes
	Cores   bool // executions use cores; where they do not, a machine needs no number of them
}

// Check returns what of a replay cannot be billed, or a line that says that the bill is of
// values that are filled in.
func (b *Billing) Check(w World) (imputed string, err error) {
	if b.offer != nil {
		if err := b.offer.Check(w.Table, servers(w)); err != nil {
			return "", err
		}
	}
	if _, err := b.machinery(w.Classes); err != nil {
		return "", err
	}
	memory := b.carbon != nil || b.offer != nil && b.offer.NeedsMemory()
	if !memory || policies.NeedMemory.Met(w.Table) {
		return "", nil
	}
	if !w.Impute {
		return "", fmt.Errorf("the bill needs %s, which trace %s does not tell; --impute bills the values that are "+
			"filled in", policies.NeedMemory, w.Trace)
	}
	return fmt.Sprintf("the bill is of values that are filled in: trace %s tells no %s", w.Trace,
		policies.NeedMemory), nil
}

// servers are the classes of invokers as a bill prices them.
func servers(w World) []price.Server {
	var out []price.Server
	for k := range w.Classes {
		c := &w.Classes[k]
		s := price.Server{Count: c.Count, Cores: c.Cores, Memory: c.Memory}
		if w.Cores {
			s.Needed = s.Cores
		}
		out = append(out, s)
	}
	return out
}

// machinery returns the server that each class is: that of its own name, or the one chosen.
func (b *Billing) machinery(classes membership.Classes) ([]*price.Machinery, error) {
	if b.carbon == nil {
		return nil, nil
	}
	var out []*price.Machinery
	for k := range classes {
		i := slices.IndexFunc(b.carbon.Servers, func(s price.Machinery) bool { return s.Name == classes[k].Name })
		switch {
		case i >= 0:
			out = append(out, &b.carbon.Servers[i])
		case b.server != "":
			s, err := b.carbon.Server(b.server)
			if err != nil {
				return nil, err
			}
			out = append(out, s)
		default:
			_, err := b.carbon.Server(classes[k].Name)
			return nil, fmt.Errorf("carbon: which server invokers are is not said, expected server=NAME, or classes "+
				"of invokers with names of servers (%w)", err)
		}
	}
	return out, nil
}

// Open opens the books of one replay and connects them with what it tells; nil where nothing
// is billed.
func (b *Billing) Open(w World, out *cluster.Output) *price.Books {
	if !b.On() {
		return nil
	}
	books := &price.Books{Next: out.Sink}
	if b.offer != nil {
		books.Bill = b.offer.NewBill(w.Table, servers(w))
	}
	if b.carbon != nil {
		e := price.Emissions{Carbon: b.carbon, Intensity: b.intensity, From: b.from}
		e.Servers, _ = b.machinery(w.Classes) // checked
		for k := range w.Classes {
			e.Counts = append(e.Counts, w.Classes[k].Count)
		}
		books.Footprint = e.New(w.Table)
	}
	out.Sink, out.Meter = books, books
	return books
}

// Settle begins the series of intensities at the begin of the window, and notes whether the
// platform has no initialisation.
func (b *Billing) Settle(start time.Duration, noInit bool) {
	b.from += int(start / time.Hour)
	b.noInit = noInit
}

// Text says on the screen what is billed, and what to know of it; empty: nothing is.
func (b *Billing) Text() string {
	if !b.On() {
		return ""
	}
	text := b.String() + ".\n"
	for _, note := range b.Notes() {
		text += "Warning: " + note + ".\n"
	}
	return text
}

// Notes says on which numbers that nobody states the bill stands, and what else its reader
// should know.
func (b *Billing) Notes() []string {
	var out []string
	if b.offer == nil {
		return nil
	}
	var reported []string
	for _, n := range b.offer.List().Numbers() {
		if n.Reported {
			reported = append(reported, n.Path)
		}
	}
	if len(reported) > 0 {
		out = append(out, fmt.Sprintf("price %s: no dated source was found of %s", b.offer.List().Name,
			strings.Join(reported, ", ")))
	}
	if b.NeedsStages() && b.noInit {
		out = append(out, fmt.Sprintf("price %s bills the stage init, and the platform has none: no part of a cold "+
			"start is billed", b.offer.List().Name))
	}
	return out
}
