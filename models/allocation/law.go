package allocation

import "math"

// Law is a distribution of times on a grid: bin i holds the probability of times in
// (i·width, (i+1)·width], the last one that of all beyond.
type Law struct {
	width float64
	p     []float64
}

// Empirical is the law of samples.
func Empirical(samples []float64, width float64, bins int) Law {
	l := Law{width, make([]float64, bins)}
	for _, s := range samples {
		i := int(math.Ceil(s/width)) - 1
		l.p[min(max(i, 0), bins-1)] += 1 / float64(len(samples))
	}
	return l
}

// Quantile is the least time on the grid that has at least the share below it, +Inf where only
// the last bin does.
func (l Law) Quantile(share float64) float64 {
	sum := 0.0
	for i, p := range l.p[:len(l.p)-1] {
		sum += p
		if sum >= share-1e-12 {
			return float64(i+1) * l.width
		}
	}
	return math.Inf(1)
}

// Then is the law of the sum of two independent times: a convolution.
func (l Law) Then(m Law) Law {
	bins := len(l.p)
	out := Law{l.width, make([]float64, bins)}
	for i, p := range l.p {
		if p == 0 {
			continue
		}
		for j, q := range m.p {
			// two bins add up to one whose times are in two bins: half of it in each
			at := i + j
			out.p[min(at, bins-1)] += p * q / 2
			out.p[min(at+1, bins-1)] += p * q / 2
		}
	}
	return out
}

// Beside is the law of the later of two independent times.
func (l Law) Beside(m Law) Law {
	out := Law{l.width, make([]float64, len(l.p))}
	a, b, before := 0.0, 0.0, 0.0
	for i := range l.p {
		a += l.p[i]
		b += m.p[i]
		out.p[i] = a*b - before
		before = a * b
	}
	return out
}

// Times is the law of the latest of n independent times.
func (l Law) Times(n int) Law {
	out := Law{l.width, make([]float64, len(l.p))}
	sum, before := 0.0, 0.0
	for i, p := range l.p {
		sum += p
		now := math.Pow(min(sum, 1), float64(n))
		out.p[i] = now - before
		before = now
	}
	return out
}

// Law is that of the latency, where the functions have these and are independent.
func (f *Flow) Law(of []Law) Law { return f.root.law(of) }

func (n *node) law(of []Law) Law {
	var out Law
	switch n.kind {
	case run:
		out = of[n.function]
	case series:
		out = n.parts[0].law(of)
		for i := 1; i < len(n.parts); i++ {
			out = out.Then(n.parts[i].law(of))
		}
	case parallel:
		out = n.parts[0].law(of)
		for i := 1; i < len(n.parts); i++ {
			out = out.Beside(n.parts[i].law(of))
		}
	}
	if n.times > 1 {
		out = out.Times(n.times)
	}
	return out
}
