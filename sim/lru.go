package sim

// LRU orders entries by their last use, in one or several lists. An entry is in at
// most one list.
//
//	list 0   oldest 4 ⇄ 0 ⇄ 7 newest
//	list 1   oldest 2 ⇄ 5 newest
//
// The caller names entries and lists by indices from 0. Every call costs O(1); only Add
// of an entry above all earlier ones allocates.
type LRU struct {
	lists []lruList
	links []lruLink // by entry
}

type lruList struct{ oldest, newest int32 }

type lruLink struct{ older, newer int32 }

// NoEntry is where an LRU has no entry.
const NoEntry int32 = -1

// NewLRU returns empty lists.
func NewLRU(lists int) LRU {
	l := LRU{lists: make([]lruList, lists)}
	for i := range l.lists {
		l.lists[i] = lruList{NoEntry, NoEntry}
	}
	return l
}

// Oldest returns the least recently used entry of a list, or NoEntry.
func (l *LRU) Oldest(list int32) int32 { return l.lists[list].oldest }

// Newest returns the most recently used entry of a list, or NoEntry.
func (l *LRU) Newest(list int32) int32 { return l.lists[list].newest }

// Newer returns the entry that was used next after entry i of a list, or NoEntry.
func (l *LRU) Newer(i int32) int32 { return l.links[i].newer }

// Add puts entry i, which is in no list, at the newest end of a list.
func (l *LRU) Add(list, i int32) {
	for int(i) >= len(l.links) {
		l.links = append(l.links, lruLink{NoEntry, NoEntry})
	}
	ends := &l.lists[list]
	l.links[i] = lruLink{ends.newest, NoEntry}
	if ends.newest != NoEntry {
		l.links[ends.newest].newer = i
	} else {
		ends.oldest = i
	}
	ends.newest = i
}

// Remove takes entry i out of its list.
func (l *LRU) Remove(list, i int32) {
	ends, x := &l.lists[list], l.links[i]
	if x.older != NoEntry {
		l.links[x.older].newer = x.newer
	} else {
		ends.oldest = x.newer
	}
	if x.newer != NoEntry {
		l.links[x.newer].older = x.older
	} else {
		ends.newest = x.older
	}
}

// Touch makes entry i the newest of its list.
func (l *LRU) Touch(list, i int32) {
	if l.lists[list].newest != i {
		l.Remove(list, i)
		l.Add(list, i)
	}
}
