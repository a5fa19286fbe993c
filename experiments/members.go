package experiments

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"thaw/experiments/exit"
	"thaw/experiments/textfile"
	"thaw/models/membership"
	"thaw/models/outcome"
	"thaw/models/params"
	"thaw/models/workload"
)

// invokers settles the classes of invokers, and when they join and leave.
func (s *Spec) invokers(layers []Layer, mistakes *exit.Mistakes) {
	if got, _ := highest(layers, *mustField("invoker-class")); len(got) > 0 {
		s.note("invoker-class", got)
		if err := s.Platform.SetClasses(textsOf(got)); err != nil {
			mistakes.Add("invoker-class", mistake(got[0].origin, "invoker-class", err))
		} else if err := s.Platform.CheckClasses(); err != nil {
			mistakes.Add("invoker-class", mistake(got[0].origin, "invoker-class", err))
		}
	} else if err := s.Platform.CheckClasses(); err != nil {
		mistakes.Add("invoker-class", fmt.Errorf("platform %s: %w", s.Platform.Name, err))
	}
	got, base := highest(layers, *mustField("invoker-event"))
	for i, g := range got {
		events, digest, err := s.events(g.text, base)
		if err != nil {
			mistakes.Add("invoker-event", mistake(g.origin, "invoker-event", err))
			continue
		}
		got[i].text += digest
		s.Membership.Events = append(s.Membership.Events, events...)
	}
	if len(got) > 0 {
		s.note("invoker-event", got)
	}
	s.Membership.Failures = s.failures
}

// events reads one event, or those of a file, of which it returns a digest.
func (s *Spec) events(text, base string) (events []membership.Event, digest string, err error) {
	invokers := s.Platform.Invokers.Value
	if strings.Contains(text, ",") {
		e, err := membership.ParseEvent(text, invokers)
		return []membership.Event{e}, "", err
	}
	path := relativeTo(base, text)
	content, err := textfile.ReadGiven(path, textfile.Written)
	if err != nil {
		return nil, "", fmt.Errorf("%s: neither an event such as 10m,3,crash nor a file of events: %w",
			textfile.Name(path), err)
	}
	sum := sha256.Sum256(content)
	events, err = membership.ParseFile(textfile.Name(path), content, invokers)
	return events, " sha256:" + hex.EncodeToString(sum[:]), err
}

// membershipText is all of a membership, for the identity of results; empty: none.
func membershipText(c *membership.Config) string {
	if !c.On() {
		return ""
	}
	h := sha256.New()
	for _, e := range c.Events {
		fmt.Fprintln(h, e.Text())
	}
	fmt.Fprintln(h, c.Failures)
	return hex.EncodeToString(h.Sum(nil))
}

// classes are the platform's, as the replay takes them; nil where all invokers are alike.
func classes(p *params.Platform) (out membership.Classes) {
	for _, c := range p.Classes {
		k := membership.Class{Name: c.Name, Count: c.Count.Value, Memory: workload.MiB(c.Memory.Value),
			Cores: c.Cores.Value, Speed: int64(c.Speed.Value), Price: outcome.Missing(), Arch: c.Arch.Value}
		if c.Price.Value != params.NoPrice {
			k.Price = float64(c.Price.Value) / 1e6
		}
		out = append(out, k)
	}
	return out
}
