package network

import (
	"time"

	"thaw/models/params"
)

// Reference is the platform whose network is taken where one does not state its
// own: the only one whose steps are published.
const Reference = "particle"

// FromPlatform returns the network of a platform's invokers: its own, or that of
// the reference platform without a limit of addresses.
func FromPlatform(p *params.Platform) (Config, error) {
	if p.Network != nil {
		return FromReference(p, p), nil
	}
	reference, err := params.Load(Reference)
	if err != nil {
		return Config{}, err
	}
	return FromReference(p, reference), nil
}

// FromReference is FromPlatform with a reference platform whose numbers may be changed.
func FromReference(p, reference *params.Platform) Config {
	n := reference.Network
	addresses := n.Addresses.Value
	if p.Network == nil {
		addresses = 0 // the reference's costs were measured, its subnets are its own
	}
	c := Config{Addresses: addresses, NIC: n.NIC.Value, Flow: n.Flow.Value, Header: n.Header.Value,
		Packet: n.Packet.Value}
	c.Costs = [NumSteps]time.Duration{
		Namespace: n.Namespace.Value, Pair: n.Pair.Value, MoveLocal: n.MoveLocal.Value, MoveGuest: n.MoveGuest.Value,
		Attach: n.Attach.Value, Address: n.Address.Value, Root: n.Root.Value, Enter: n.Enter.Value,
		Secondary: n.Secondary.Value, Engine: n.Engine.Value, Announce: n.Announce.Value, Gossip: n.Gossip.Value,
		Delete: n.Delete.Value,
	}
	return c
}
