package params

import (
	"fmt"
	"math/big"
	"regexp"
	"strconv"
	"time"

	"thaw/models/names"
)

// Network is what connecting containers costs on a node of the platform, step by
// step, and the node's network card.
type Network struct {
	Namespace, Pair, MoveLocal, MoveGuest, Attach, Address Sourced[time.Duration] // S1 to S6 of ao2022, figure 3.1
	Root, Enter, Secondary, Engine                         Sourced[time.Duration]
	Announce, Gossip, Delete                               Sourced[time.Duration]
	Request                                                Sourced[time.Duration]

	Addresses Sourced[int]    // of a node's subnet; 0: no limit
	NIC       Sourced[uint64] // bytes a second, each way
	Flow      Sourced[uint64] // bytes a second of one transfer at most; 0: no limit
	Header    Sourced[int]    // bytes that a tunnel adds to a packet
	Packet    Sourced[int]    // bytes of a packet
}

// fields lists the numbers of the section network.
func (n *Network) fields() []Field {
	step := func(name, what string, at *Sourced[time.Duration]) Field {
		return bind("network."+name, "", what, at, parseDelay, formatDelay)
	}
	return []Field{
		step("namespace", "S1: create a network namespace", &n.Namespace),
		step("pair", "S2: create a pair of virtual Ethernet devices", &n.Pair),
		step("move_local", "S3: move one end to the tunnel endpoint's namespace", &n.MoveLocal),
		step("move_guest", "S4: move the other end to the container's namespace", &n.MoveGuest),
		step("attach", "S5: attach to bridge and tunnel, bring up", &n.Attach),
		step("address", "S6: set IP and MAC address", &n.Address),
		step("root", "a container with the loopback interface alone, whose namespace others share", &n.Root),
		step("enter", "enter the namespaces that a group's devices are set up in", &n.Enter),
		step("secondary", "one more address on a device that is there", &n.Secondary),
		step("engine", "what a container engine's own bridge adds under the same lock", &n.Engine),
		step("announce", "for which the control plane is busy with a new route", &n.Announce),
		step("gossip", "until the other nodes have heard of an endpoint by gossip", &n.Gossip),
		step("delete", "delete a namespace with its devices", &n.Delete),
		step("request", "for which the framework of a job is busy with the request for each container", &n.Request),
		bind("network.addresses", "addresses", "addresses of each node; 0: no limit", &n.Addresses,
			parseCount(0, 1<<24), strconv.Itoa),
		bind("network.nic", "", "network card of each node, each way", &n.NIC, ParseBandwidth, FormatBandwidth),
		bind("network.flow", "", "one transfer at most; 0Gb/s: no limit", &n.Flow, ParseBandwidth, FormatBandwidth),
		bind("network.header", "bytes", "bytes that a tunnel adds to a packet", &n.Header, parseCount(0, 1<<16),
			strconv.Itoa),
		bind("network.packet", "bytes", "bytes of a packet, its headers included", &n.Packet, parseCount(1, 1<<16),
			strconv.Itoa),
	}
}

var bandwidthText = regexp.MustCompile(`^([0-9]+(?:\.[0-9]+)?)\s*([A-Za-z]*/?[a-z]*)$`)

// bandwidths are the units of a bandwidth, in bits a second.
var bandwidths = []struct {
	unit string
	bits int64
}{{"Gb/s", 1e9}, {"Mb/s", 1e6}, {"GB/s", 8e9}, {"MB/s", 8e6}}

// ParseBandwidth reads a bandwidth such as 10Gb/s (bits) or 800MB/s (bytes) and
// returns bytes a second. Zero is read: whether anything is to be sent is known
// to the model.
func ParseBandwidth(text string) (uint64, error) {
	var known []string
	m := bandwidthText.FindStringSubmatch(text)
	for _, b := range bandwidths {
		known = append(known, b.unit)
		if m == nil || m[2] != b.unit {
			continue
		}
		x, ok := new(big.Rat).SetString(m[1])
		if !ok {
			break
		}
		x.Mul(x, new(big.Rat).SetFrac64(b.bits, 8))
		if !x.IsInt() || !x.Num().IsUint64() || x.Num().Uint64() > 1<<50 {
			return 0, fmt.Errorf("%q: expected a whole number of bytes a second, at most 2^50", text)
		}
		return x.Num().Uint64(), nil
	}
	unit := text
	if m != nil {
		unit = m[2]
	}
	return 0, fmt.Errorf("%q: expected a bandwidth such as 10Gb/s or 800MB/s%s", text, names.Suggest(unit, known))
}

// FormatBandwidth writes a bandwidth in the greatest unit that it is a whole
// number of.
func FormatBandwidth(bytes uint64) string {
	for _, b := range bandwidths[:2] {
		if bits := new(big.Int).Mul(new(big.Int).SetUint64(bytes), big.NewInt(8)); new(big.Int).Mod(bits,
			big.NewInt(b.bits)).Sign() == 0 {
			return new(big.Int).Div(bits, big.NewInt(b.bits)).String() + b.unit
		}
	}
	return new(big.Rat).SetFrac64(int64(bytes), 1e6).FloatString(6) + "MB/s"
}
