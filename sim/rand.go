package sim

import "math/bits"

// Stream is a named source of random numbers. A draw is a pure function of
// (seed, purpose, entity, index): nothing depends on the order in which events
// happen to run, so two policies see the same noise (semantics, rule 16).
type Stream struct{ key uint64 }

// NewStream returns the stream of one purpose under a run's seed.
func NewStream(seed uint64, purpose string) Stream {
	h := uint64(14695981039346656037)
	for i := 0; i < len(purpose); i++ {
		h = (h ^ uint64(purpose[i])) * 1099511628211
	}
	return Stream{key: mix(seed^0x9e3779b97f4a7c15, h^0xd6e8feb86659fd93)}
}

// At returns the 64 random bits of (entity, index).
func (s Stream) At(entity, index uint64) uint64 {
	return mix(s.key^entity*0xa0761d6478bd642f, index^0xe7037ed1a0b428db^s.key)
}

// Float returns the uniform of (entity, index), in the open interval (0, 1).
func (s Stream) Float(entity, index uint64) float64 { return unit(s.At(entity, index)) }

// unit makes an odd multiple of 2^-53 of random bits, so that neither u nor
// 1-u is ever 0 and both are exact.
func unit(random uint64) float64 { return (float64(random>>12) + 0.5) * (1.0 / (1 << 52)) }

// IntN returns the uniform integer of (entity, index) in [0, n). The bias of a
// value is below n in 2^64. It panics when n is not positive.
func (s Stream) IntN(entity, index uint64, n int) int {
	if n <= 0 {
		panic("sim: IntN of a number that is not positive")
	}
	hi, _ := bits.Mul64(s.At(entity, index), uint64(n))
	return int(hi)
}

// mix folds two words into one by two 128-bit products, as the wyhash family
// does; rand_test.go measures what that is worth on the keys of a run.
func mix(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a^0x8bb84b93962eacc9, b^0x4b33a62ed433d4a3)
	hi, lo = bits.Mul64(hi^0x2d358dccaa6c78a5, lo^0x9e3779b97f4a7c15)
	return hi ^ lo
}
