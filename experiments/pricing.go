package experiments

import (
	"thaw/experiments/billing"
	"thaw/experiments/exit"
	"thaw/models/workload"
)

// bills reads what runs are billed by.
func (s *Spec) bills(layers []Layer, mistakes *exit.Mistakes) {
	read := func(field string, parse func(text, base string) error) {
		if got, base := highest(layers, *mustField(field)); len(got) > 0 {
			if err := parse(got[0].text, base); err != nil {
				mistakes.Add(field, mistake(got[0].origin, field, err))
			}
		}
	}
	read("price", s.Billing.ReadPrice)
	read("carbon", s.Billing.ReadCarbon)
	init := s.Platform.Stages.Init.Value
	s.Billing.Settle(s.Start, init.IsConst() && init.Mean() == 0)
}

// billed are the invokers and the functions that a bill is of.
func (p *Plan) billed(t *workload.Table) billing.World {
	pf := p.Spec.Platform
	return billing.World{Trace: p.TraceName(), Table: t, Impute: p.Spec.Impute, Cores: pf.CPU.Value != "ignored",
		Classes: classes(pf).Or(pf.Invokers.Value, workload.MiB(pf.MemoryMiB.Value), pf.Cores.Value)}
}

// meetBilling refuses what cannot be billed.
func (p *Plan) meetBilling() error {
	imputed, err := p.Spec.Billing.Check(p.billed(p.Trace.Table()))
	if imputed != "" {
		p.Imputed = append(p.Imputed, imputed)
	}
	return err
}
