package numbers

import (
	"slices"

	"thaw/models/memory"
	"thaw/models/network"
	"thaw/models/params"
	"thaw/models/snapshot"
	"thaw/models/startup"
	"thaw/models/storage"
)

// Fresh returns a book of the same changes of which nothing was read.
func (b *Book) Fresh() *Book { return &Book{changes: b.Changes()} }

// Reads lists the prefixes of what was taken from the book.
func (b *Book) Reads() []string {
	return slices.Compact(slices.Sorted(slices.Values(b.reads)))
}

// Changed reports whether the book changes a number below one of the prefixes.
func (b *Book) Changed(reads []string) bool {
	return slices.ContainsFunc(reads, func(prefix string) bool { return len(b.Texts(prefix)) > 0 })
}

// take notes that the numbers of a group are read, and changes those that the book changes.
func (b *Book) take(g params.Group) {
	if b == nil {
		return
	}
	b.reads = append(b.reads, g.Prefix)
	for _, c := range b.changes {
		if _, _, err := g.Set(c.Path, c.Value); err != nil {
			panic("numbers: a change that was checked is wrong: " + err.Error())
		}
	}
}

// Platform returns the named platform.
func (b *Book) Platform(name string) (*params.Platform, error) {
	p, err := params.Load(name)
	if b == nil || err != nil {
		return p, err
	}
	b.reads = append(b.reads, name+".")
	return p, p.SetAll(b.Texts(name + "."))
}

// Network returns the network of a platform's invokers: its own, or that of the reference
// platform.
func (b *Book) Network(p *params.Platform) (network.Config, error) {
	reference, err := b.Reference(p)
	if err != nil {
		return network.Config{}, err
	}
	return network.FromReference(p, reference), nil
}

// Reference returns the platform whose network stands for that of p: p itself where it
// states one.
func (b *Book) Reference(p *params.Platform) (*params.Platform, error) {
	if p.Network != nil {
		return p, nil
	}
	return b.Platform(network.Reference)
}

// StorageCosts returns the costs of root file systems.
func (b *Book) StorageCosts() storage.Costs {
	c := storage.DefaultCosts()
	b.take(c.Group())
	return c
}

// MemoryCosts returns the costs of growing and shrinking virtual machines.
func (b *Book) MemoryCosts() memory.Costs {
	c := memory.DefaultCosts()
	b.take(c.Group())
	return c
}

// Devices returns the devices of an invoker.
func (b *Book) Devices() startup.Devices {
	d := startup.DefaultDevices()
	b.take(d.Group())
	return d
}

// Restores returns what a replay of snapshots needs beside its table.
func (b *Book) Restores(table *snapshot.Table, strategy int) startup.Restores {
	r := startup.DefaultRestores(table, strategy)
	b.take(r.Group())
	return r
}

// Function returns the named function whose VM is restored.
func (b *Book) Function(name string) (*snapshot.Function, error) {
	f, err := snapshot.FindFunction(name)
	if err == nil {
		b.take(f.Group())
	}
	return f, err
}

// Disk returns the named disk for snapshots.
func (b *Book) Disk(name string) (snapshot.Disk, error) {
	d, err := snapshot.FindDisk(name)
	if err == nil {
		b.take(d.Group())
	}
	return d, err
}

// Host returns the machine and the disk on which a suite of functions was measured.
func (b *Book) Host(suite string) (snapshot.Host, snapshot.Disk) {
	h, d := snapshot.HostOf(suite)
	b.take(h.Group())
	b.take(d.Group())
	return h, d
}
