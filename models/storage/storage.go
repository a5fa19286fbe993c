// Package storage models what a container's root file system costs on an invoker:
// putting it together from the layers of its image, and reading from it what the
// container needs to start.
//
//	         ┌ lock ┐
//	boot ─▶ prepare ─▶ attach, mount ─▶ own metadata ─▶ start-up set, file by file ─▶ ready
//	        one at a time                    │                   │
//	                                         ▼                   ▼ hit    miss ─▶ disk (Link)
//	                                   device of the      page cache of the invoker
//	                                   container          layer file │ layer file │ device │ device
//
// Strategies (policies/rootfs) differ in the file of the invoker that serves a read. A
// layer that is a file of the invoker has one copy in the page cache, which all
// containers of all images with that layer hit. A device of a container has pages of
// its own, even where devices share blocks. A Layout states this, with the times of
// mounting and of each read.
//
// Containers of one VM share what the guest has: the first one attaches and mounts the
// layers, and the guest's page cache has one copy of what any of them reads from them.
//
// Containers read layers in the order of the image, in groups of files. A container
// waits for a group that another one is fetching. The page cache is bounded and evicts
// the least recently used group. Hosts hold the disk, the cores, the lock and the page
// cache of every invoker; they run alone (Boot) or in a replay, as the stage "storage"
// of a cold start.
//
// Not modelled: writes (copy-up, the commit of a thin pool's metadata), read-ahead
// from one group into the next, memory pressure inside guests, the removal of
// devices and mounts, and the pull of images: layers are on the disk.
package storage

import (
	"errors"
	"fmt"
	"time"

	"thaw/sim"
)

// Layer is a read-only layer of images. Its start-up set is what a container
// reads of it before it is ready.
type Layer struct {
	Name  string
	Size  int64 // bytes
	Files int   // of the start-up set
	Read  int64 // bytes of the start-up set
}

// Image is a stack of layers.
type Image struct {
	Name   string
	Layers []int // indices into Catalog.Layers, the lowest first
}

// Catalog is the images of a run. Images share the layers that they both name.
type Catalog struct {
	Layers []Layer
	Images []Image
}

// Check returns what is wrong with the catalog, all of it.
func (c *Catalog) Check() []error {
	var errs []error
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	for i := range c.Layers {
		l := &c.Layers[i]
		if l.Read < 0 || l.Read > l.Size {
			bad("layer %q: %d bytes are read at start-up, expected 0 to its size of %d", l.Name, l.Read, l.Size)
		}
		if l.Files < 0 || int64(l.Files) > l.Read || l.Read > 0 && l.Files == 0 {
			bad("layer %q: %d files are read at start-up, expected one or more for its %d bytes, none of them empty",
				l.Name, l.Files, l.Read)
		}
	}
	for i := range c.Images {
		im := &c.Images[i]
		if len(im.Layers) == 0 {
			bad("image %q has no layers, expected one or more", im.Name)
		}
		seen := map[int]bool{}
		for _, l := range im.Layers {
			switch {
			case l < 0 || l >= len(c.Layers):
				bad("image %q: layer %d, expected 0 to %d", im.Name, l, len(c.Layers)-1)
			case seen[l]:
				bad("image %q: layer %q occurs twice", im.Name, c.Layers[l].Name)
			}
			seen[l] = true
		}
	}
	return errs
}

// Spec is what a strategy is told of an image.
type Spec struct {
	Place  Place
	Layers int
	Files  int
	Read   int64 // bytes of the start-up set
}

// Place is where a container runs.
type Place uint8

// The places.
const (
	Alone Place = iota // without a VM, or in one of its own, which boots with it
	First              // in a VM that runs and has nothing of the image yet
	Next               // in a VM that has what containers share
	places
)

// Spec sums an image up for a container at a place.
func (c *Catalog) Spec(image int, at Place) Spec {
	s := Spec{Place: at, Layers: len(c.Images[image].Layers)}
	for _, l := range c.Images[image].Layers {
		s.Files += c.Layers[l].Files
		s.Read += c.Layers[l].Read
	}
	return s
}

// Strategy is a way to give containers their root file systems.
type Strategy interface {
	// Layout answers how a container of an image gets its own.
	Layout(s Spec, c *Costs) Layout
}

// Layout is how the root file system of a container is put together and read.
type Layout struct {
	VM      bool          // the container runs in a VM, which boots before
	Prepare time.Duration // one container of the invoker at a time
	Mount   time.Duration // attaching and mounting, side by side; the work of one core
	Wait    time.Duration // for devices to appear, side by side, of no core

	Shared    bool  // layers are files of the invoker; false: all is on a device of the container
	Uncached  bool  // reads pass by the invoker's page cache; only where not Shared
	LayerMeta bool  // each layer is a file system with metadata to be read when it is mounted
	Private   int64 // bytes read from the container's own file system when it is mounted
	Seeks     int   // requests in which these are read

	Open         time.Duration // of a file, beside its data
	Request      time.Duration // of a read request, beside page cache, disk and copy
	RequestBytes int64         // the largest
	GuestCopy    bool          // the guest keeps what it reads in a page cache of its own
	OfVM         bool          // and what it reads of layers there for all containers of the VM
	Joins        bool          // it needs what the first container of its VM attaches
}

// Config describes the invokers, which are all alike.
type Config struct {
	Disk  sim.LinkConfig // bytes
	Cores int            // that containers share while they work; 0: each has one to itself
	Room  int64          // bytes of page cache; 0: no bound
	Group int            // files that are looked up and fetched together; 0: all of a layer
	Costs Costs
}

// Check returns what is wrong with the configuration, all of it.
func (c *Config) Check() []error {
	var errs []error
	if _, err := sim.NewLink(c.Disk); err != nil {
		errs = append(errs, fmt.Errorf("disk of an invoker: %w", err))
	}
	if c.Cores < 0 {
		errs = append(errs, fmt.Errorf("cores of an invoker is %d, expected 0 (not shared) or more", c.Cores))
	}
	if c.Room < 0 {
		errs = append(errs, fmt.Errorf("page cache of an invoker is %d bytes, expected 0 (unbounded) or more", c.Room))
	}
	if c.Group < 0 {
		errs = append(errs, fmt.Errorf("files fetched together is %d, expected 0 (all of a layer) or more", c.Group))
	}
	return append(errs, c.Costs.check()...)
}

// checkLayout returns what is wrong with a strategy's answer.
func checkLayout(image string, at Place, l *Layout) error {
	switch {
	case l.Prepare < 0 || l.Mount < 0 || l.Wait < 0 || l.Open < 0 || l.Request < 0:
		return fmt.Errorf("layout of image %q: a negative time", image)
	case l.Private < 0 || l.Seeks < 0 || (l.Private > 0) != (l.Seeks > 0):
		return fmt.Errorf("layout of image %q: %d bytes of its own in %d requests, expected both or neither", image,
			l.Private, l.Seeks)
	case l.RequestBytes <= 0:
		return fmt.Errorf("layout of image %q: requests of at most %d bytes, expected 1 or more", image,
			l.RequestBytes)
	case l.Shared && l.Uncached:
		return fmt.Errorf("layout of image %q: what is shared is shared in the page cache, so reads cannot pass it by",
			image)
	case l.OfVM && !(l.Shared && l.GuestCopy), l.OfVM && at == Alone, l.Joins && at != Next:
		return fmt.Errorf("layout of image %q: containers share what the guest of their VM keeps of shared layers, "+
			"and the first of them attaches it", image)
	}
	return nil
}

// New returns idle hosts with empty page caches for the containers of a catalog,
// or every complaint about what they are made of.
func New(cfg Config, catalog *Catalog, strategy Strategy, hosts int) (*Hosts, error) {
	errs := append(cfg.Check(), catalog.Check()...)
	if hosts < 1 {
		errs = append(errs, fmt.Errorf("%d invokers, expected 1 or more", hosts))
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	h := &Hosts{cfg: cfg, catalog: catalog, of: make([]host, hosts), firsts: map[int64]int32{}}
	for at := range h.layouts {
		for i := range catalog.Images {
			l := strategy.Layout(catalog.Spec(i, Place(at)), &cfg.Costs)
			if err := checkLayout(catalog.Images[i].Name, Place(at), &l); err != nil {
				errs = append(errs, err)
			}
			h.layouts[at] = append(h.layouts[at], l)
		}
	}
	h.index()
	for i := range h.of {
		disk, err := sim.NewLink(cfg.Disk)
		errs = append(errs, err)
		h.of[i] = host{disk: disk, diskAt: sim.Never, coresAt: sim.Never, cache: newCache(h.sizes, cfg.Room)}
		if cfg.Cores > 0 {
			h.of[i].cores, err = sim.NewLink(sim.LinkConfig{Capacity: corePace * uint64(cfg.Cores), FlowCap: corePace})
			errs = append(errs, err)
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return h, nil
}

// corePace is what one core does: a nanosecond of work a nanosecond.
const corePace = uint64(sim.Second)
