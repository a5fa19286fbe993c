package snapshot

import (
	"time"

	"thaw/models/params"
)

type (
	number   = params.Sourced[float64]
	duration = params.Sourced[time.Duration]
)

// What the functions of FaaSnap's evaluation have in common: a 2 GiB guest with
// Debian and a Python server.
//
// Where the base lies follows from hello-world: more than 1,000 regions in what
// the host holds of its working set become fewer than 100 when gaps of up to 32
// pages are bridged, for 5% more data. So the gaps are single pages, and 1,000 of
// them 5% of some 21,000 pages.
func faasnapGuest() Function {
	return Function{
		Suite:    "faasnap",
		GuestMiB: number{Value: 2048, Source: "ao2022, section 5.5.1"},
		BaseMB:   number{Value: 11.8, Source: "ao2022, table 5.2: hello-world"},
		ZoneMB:   number{Value: 86, Source: "ao2022, section 5.3.6: 1,000 gaps of one page are 5% of the data"},
		ColdMB: number{Value: 100,
			Source: "ao2022, section 5.3.8: usually more than 100 MB, most of it of the boot"},
		HoleShare:  number{Value: 0.05, Source: "ao2022, section 5.3.6: merging adds 5% of data"},
		Contiguity: number{Value: 1.9, Source: "ustiugov2021reap, contiguity figure: helloworld"},
		StateRun: number{Value: 256,
			Source: "assumed: a large allocation of a fresh guest, between a page-table page's 512 and the " +
				"allocator's batches of 31"},
		InputRun: number{Value: 31,
			Source: "linux, mm/page_alloc.c of 4.14: zone_batchsize, the pages that a processor takes at a time"},
		FreshMB: number{Value: 4.4,
			Source: "ao2022, section 5.2.3 and table 5.2: some 4,000 of image-diff's pages are new after another " +
				"input, 2,930 of them because input B has more than A"},
		InputWork: number{Value: 0.8, Source: "assumed: most of the work is on the input, the rest is the server's"},
		Init: duration{Value: 875 * time.Millisecond,
			Source: "ustiugov2021reap, section on cold starts: 700 to 1,300 ms with the boot, the middle of it less " +
				"125 ms"},
	}
}

// faasnapRow is a row of table 5.2 with what the thesis does not tell.
type faasnapRow struct {
	name, about string
	a, b        float64 // MB
	ratio       float64 // of the inputs' sizes
	state       number
	warm        duration
	work        number // zero: as the guest's
}

func stated(mb float64, source string) number { return number{Value: mb, Source: source} }

func lasts(ms float64, source string) duration {
	return duration{Value: time.Duration(ms * float64(time.Millisecond)), Source: source}
}

// faasnapFunctions are the functions of table 5.2. Warm times of those that REAP's
// paper measured are its.
func faasnapFunctions() []*Function {
	none := stated(0, "assumed: all beyond the base depends on the input")
	rows := []faasnapRow{
		{name: "hello-world", about: "a minimal function", a: 11.8, b: 11.8,
			state: stated(0, "ao2022, table 5.2: the function is minimal"),
			warm:  lasts(4, "ao2022, section 5.2.2"), work: stated(0, "ao2022, table 5.2: no input")},
		{name: "read-list", about: "read every page of a 512 MB Python list", a: 526, b: 526,
			state: stated(514.2, "ao2022, table 5.2: the list, all that is not base"),
			warm:  lasts(40, "assumed: 126,000 steps of a Python loop, 0.3 us each"), work: stated(0,
				"ao2022, table 5.2: no input")},
		{name: "mmap", about: "write every page of 512 MB of anonymous memory", a: 536, b: 536,
			state: stated(0, "ao2022, section 5.2.1: the memory is anonymous"),
			warm:  lasts(200, "assumed: 128,000 pages that the guest faults in and clears, 1.5 us each")},
		{name: "image", about: "rotate a JPEG image", a: 20.6, b: 32.6, ratio: 103.0 / 101, state: none,
			warm: lasts(37, "ustiugov2021reap, latency figure: image_rotate warm")},
		{name: "json", about: "deserialise and serialise JSON", a: 12.7, b: 14.4, ratio: 148.0 / 13,
			state: stated(0.7, "ao2022, table 5.2: what remains of both working sets at input size 0"),
			warm:  lasts(5, "assumed: hello-world's 4 ms and 13 KB of JSON both ways at 25 MB/s"), work: stated(0.2,
				"assumed: what is beyond hello-world")},
		{name: "pyaes", about: "AES encryption", a: 12.6, b: 13.2, ratio: 22.0 / 20, state: none,
			warm: lasts(5, "assumed: hello-world's 4 ms and as much of work as ustiugov2021reap, latency figure "+
				"measures beyond its own hello-world")},
		{name: "chameleon", about: "render an HTML table", a: 22.9, b: 25.1, ratio: 40.0 / 30,
			state: stated(4.5, "ao2022, table 5.2: what remains of both working sets at table size 0"),
			warm:  lasts(29, "ustiugov2021reap, latency figure: chameleon warm")},
		{name: "matmul", about: "multiply matrices", a: 113, b: 133,
			ratio: 2200.0 * 2200 * 2200 / (2000 * 2000 * 2000),
			state: stated(5.2, "ao2022, table 5.2: size 2000 without three matrices of 8-byte numbers and the base"),
			warm:  lasts(240, "assumed: 16 Gflop at 70% of the 96 Gflop/s of one AVX-512 core at 3 GHz")},
		{name: "ffmpeg", about: "apply a greyscale filter to one second of video", a: 179, b: 178, ratio: 381.0 / 338,
			state: stated(50, "assumed: the program and its libraries; nobody states it"),
			warm:  lasts(300, "assumed: one second of 480p at some three times real time")},
		{name: "compression", about: "compress a file", a: 15.3, b: 15.8, ratio: 148.0 / 13,
			state: stated(3.4, "ao2022, table 5.2: what remains of both working sets at file size 0"),
			warm:  lasts(5, "assumed: hello-world's 4 ms and a file of 13 KB at 13 MB/s"), work: stated(0.2,
				"assumed: what is beyond hello-world")},
		{name: "recognition", about: "recognise an image with ResNet-50", a: 230, b: 234, ratio: 103.0 / 101,
			state: stated(200, "assumed: 98 MB of weights (25.6 million numbers of 4 bytes) and as much of "+
				"PyTorch's code and data, and section 5.5.7 calls the working set very stable"),
			warm: lasts(192, "ustiugov2021reap, latency figure: cnn_serving warm"), work: stated(0.1,
				"assumed: the network takes the same time for each image")},
		{name: "pagerank", about: "PageRank of a graph", a: 104, b: 114, ratio: 100.0 / 90,
			state: stated(2.2, "ao2022, table 5.2: what remains of both working sets at graph size 0, less the base"),
			warm:  lasts(500, "assumed: igraph makes a graph of 90,000 nodes and ranks it")},
	}
	out := make([]*Function, len(rows))
	for i, r := range rows {
		f := faasnapGuest()
		f.Name, f.About, f.StateMB, f.Warm = r.name, r.about, r.state, r.warm
		f.RatioB = stated(r.ratio,
			"ao2022, table 5.2: input sizes, of matmul the operations (0: no input or the same)")
		f.WorkingA, f.WorkingB = stated(r.a, "ao2022, table 5.2"), stated(r.b, "ao2022, table 5.2")
		if r.work.Source != "" {
			f.InputWork = r.work
		}
		out[i] = &f
	}
	return out
}
