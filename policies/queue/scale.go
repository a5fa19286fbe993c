package queue

// Scale is ColdPriority with tokens that follow the load.
var Scale = define("scale",
	"the order of cold-priority; the number of tokens follows the load unless aimd=false",
	"iluvatar, avail_scale.rs, which orders as cold_priority.rs does and says that it scales by load; iluvatar, "+
		"cpu.rs (the regulator)",
	scaleDefaults(), byContainer)

func scaleDefaults() params {
	p := defaults()
	p.AIMD = true
	return p
}
