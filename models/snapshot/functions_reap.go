package snapshot

// reapRow is a row of REAP's figures.
type reapRow struct {
	name, about            string
	warm, footprint, works float64 // ms, MB, MB
	contiguity             float64 // pages
	differs                float64 // share of the working set that depends on the input
}

// reapFunctions are the ten functions of the REAP paper. In seven of them more
// than 97% of pages are the same for all inputs, in the others more than 76%: the
// bounds are taken as values, and the three are those with large inputs.
func reapFunctions() []*Function {
	const (
		figures = "ustiugov2021reap, figures of latency, footprint and contiguity"
		stable  = 0.03
		varied  = 0.24
	)
	rows := []reapRow{
		{"helloworld", "a minimal function", 1, 148, 8, 1.9, stable},
		{"chameleon", "render an HTML table", 29, 152, 13, 2.3, stable},
		{"pyaes", "AES encryption", 3, 149, 8, 1.9, stable},
		{"image_rotate", "rotate a JPEG image", 37, 174, 24, 3.4, varied},
		{"json_serdes", "deserialise and serialise JSON", 27, 164, 22, 3.2, varied},
		{"lr_serving", "serve a logistic regression", 2, 256, 10, 1.6, stable},
		{"cnn_serving", "serve a convolutional network", 192, 256, 28, 2.4, stable},
		{"rnn_serving", "serve a recurrent network", 25, 187, 11, 1.9, stable},
		{"lr_training", "train a logistic regression", 4991, 256, 99, 4.9, stable},
		{"video_processing", "apply a filter to a video", 1476, 246, 32, 2.8, varied},
	}
	out := make([]*Function, len(rows))
	for i, r := range rows {
		f := faasnapGuest()
		f.Name, f.Suite, f.About = "reap-"+r.name, "reap", r.about
		f.GuestMiB = stated(256, "ustiugov2021reap, section on the set-up")
		f.WorkingA, f.WorkingB = stated(r.works, figures), stated(r.works, figures)
		f.RatioB = stated(1, "ustiugov2021reap, section on methodology: other inputs in the invocation that is "+
			"measured")
		f.BaseMB = stated(r.works*(1-r.differs),
			"ustiugov2021reap, section on working sets: 97% or 76% of pages are the same for all inputs")
		f.StateMB = stated(0, "assumed: the paper does not part the working set; all that is stable is base")
		f.ZoneMB = stated(r.footprint*0.95, "ustiugov2021reap, footprint figure, less 5% kept apart as cold memory")
		f.ColdMB = stated(r.footprint*0.05-r.works*r.differs/2,
			"assumed: pages of the footprint that only the boot touches, so that what an input touches fits beside "+
				"them")
		f.ColdMB.Value = max(0, f.ColdMB.Value)
		f.Contiguity = stated(r.contiguity, figures)
		f.Warm = lasts(r.warm, "ustiugov2021reap, latency figure: warm")
		f.FreshMB = stated(r.works*r.differs, "ustiugov2021reap, section on working sets: what differs between inputs")
		f.Init = lasts(875, "ustiugov2021reap, section on cold starts: 700 to 1,300 ms with the boot, the middle of "+
			"it less 125 ms")
		out[i] = &f
	}
	return out
}
