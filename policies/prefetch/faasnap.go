package prefetch

import (
	"cmp"
	"errors"
	"slices"

	"thaw/models/snapshot"
	"thaw/policies"
)

// FaaSnap loads what the host had of the working set while the guest runs.
var FaaSnap = policies.Define("faasnap",
	"a thread loads the recorded pages through the page cache while the guest runs, in groups in the order of "+
		"their first use; zero pages are mapped to anonymous memory and the others that were recorded to a "+
		"compact file",
	"ao2022, section 5.3; ao2022faasnap, section 4",
	faasnapParams{Concurrent: true, Host: true, Group: 1024, Regions: true, File: true, Merge: 32},
	func(p faasnapParams) snapshot.Strategy { return faasnap{p} })

type faasnapParams struct {
	Concurrent bool `param:"concurrent" help:"load while the guest runs; otherwise before it"`
	Host       bool `param:"host" help:"record the pages that the host has in its page cache (mincore); otherwise those that fault"`
	Group      int  `param:"group" min:"0" max:"1000000" help:"pages of a working-set group; 0: one group, so in address order"`
	Regions    bool `param:"regions" help:"map zero pages to anonymous memory and have the guest clear what it frees while it is recorded"`
	File       bool `param:"file" help:"load from a compact file of the recorded pages that are not zero; otherwise from the memory file"`
	Merge      int  `param:"merge" min:"0" max:"1000000" help:"recorded regions of the file with gaps of up to so many pages become one"`
}

// Validate refuses a file without regions, which map it.
func (p faasnapParams) Validate() error {
	if p.File && !p.Regions {
		return errors.New("file=true needs regions=true: the file is mapped region by region (say file=false)")
	}
	return nil
}

type faasnap struct{ faasnapParams }

func (s faasnap) Watch() snapshot.Watch {
	w := snapshot.Watch{By: snapshot.WatchFaults, Sanitise: s.Regions}
	if s.Host {
		w.By = snapshot.WatchPresent
		w.Group = s.Group
		if s.Group == 0 {
			w.Group = 1 << 30
		}
	}
	return w
}

// region is a run of recorded pages with the lowest group of any of them.
type region struct {
	snapshot.Span
	group int
}

// groups returns the group of each page, 0 for unrecorded pages.
func (s faasnap) groups(r *snapshot.Record) []uint16 {
	if s.Host {
		return r.Group
	}
	out := make([]uint16, r.Pages)
	for i, p := range r.Faulted {
		g := 1
		if s.Group > 0 {
			g += min(i/s.Group, 1<<16-2)
		}
		out[p] = uint16(g)
	}
	return out
}

func (s faasnap) Plan(r *snapshot.Record) snapshot.Plan {
	groups := s.groups(r)
	plan := snapshot.Plan{Mappings: []snapshot.Mapping{whole(r.Pages, snapshot.MemoryFile)}}
	if s.Regions {
		plan.Mappings[0].To = snapshot.Anonymous
		for _, run := range r.NonZero.Spans(r.Pages) {
			plan.Mappings = append(plan.Mappings,
				snapshot.Mapping{Guest: run, To: snapshot.MemoryFile, Offset: run.First})
		}
	}
	merge := 0
	if s.File {
		merge = s.Merge
	}
	regions := regionsOf(r, groups, s.Regions, int32(merge))
	plan.Fetch = snapshot.Fetch{Way: snapshot.Touch, From: snapshot.MemoryFile, Blocking: !s.Concurrent}
	at := int32(0)
	for _, g := range regions {
		if s.File {
			plan.SetFile = append(plan.SetFile, g.Span)
			plan.Mappings = append(plan.Mappings, snapshot.Mapping{Guest: g.Span, To: snapshot.SetFile, Offset: at})
			at += g.Pages
			continue
		}
		plan.Fetch.Pages = append(plan.Fetch.Pages, g.Span)
	}
	if s.File {
		plan.Fetch.From = snapshot.SetFile
		if at > 0 {
			plan.Fetch.Pages = []snapshot.Span{{First: 0, Pages: at}}
		}
	}
	if len(plan.Fetch.Pages) == 0 {
		plan.Fetch = snapshot.Fetch{}
	}
	return plan
}

// regionsOf returns the recorded regions in the order of loading: by group, then
// by address. Where the regions of the file are merged, gaps between them belong
// to them; otherwise a region holds pages of one group.
func regionsOf(r *snapshot.Record, groups []uint16, onlyNonZero bool, merge int32) []region {
	var out []region
	for p := int32(0); p < r.Pages; p++ {
		g := int(groups[p])
		if g == 0 || onlyNonZero && !r.NonZero.Has(p) {
			continue
		}
		if n := len(out); n > 0 {
			last := &out[n-1]
			gap := p - last.First - last.Pages
			if merge > 0 && gap <= merge || merge == 0 && gap == 0 && last.group == g {
				last.Pages = p + 1 - last.First
				last.group = min(last.group, g)
				continue
			}
		}
		out = append(out, region{snapshot.Span{First: p, Pages: 1}, g})
	}
	slices.SortFunc(out, func(a, b region) int {
		return cmp.Or(cmp.Compare(a.group, b.group), cmp.Compare(a.First, b.First))
	})
	return out
}
