package pipespec

import "thaw/models/workflow"

// operator is what a stage of Sprocket does: its keys, what it emits, and numbers for its tasks.
type operator struct {
	name  string
	takes string // keys, in words; anyKey: whichever comes
	gives string // likewise
	emits workflow.Form
	role  role

	work      string // of a task; of a second of video where it grows with the chunk
	frameWork string // for each frame besides
	video     bool   // work is for a second of video
	why       string // of the numbers
	bytes     string // of each frame that it emits
	packed    bool
	refers    bool
	scene     int
}

// role is what an operator is besides a stage.
type role uint8

const (
	worker    role = iota
	splitter       // it makes chunks of one link: its input has chunks in its place
	repeating      // what it emits is what it got
)

const anyKey = "*"

// What the numbers rest on.
const (
	fitted   = "calibrated for experiments/papers/sprocket: a second of video at 1080p"
	paper    = "assumed in experiments/papers/sprocket"
	likeness = "assumed: as a filter of experiments/papers/sprocket"
	fillIn   = "assumed: fill in yours"
	pngBytes = "1.44MB" // a frame of 1080p
)

func decoder(name, takes string) operator {
	return operator{name: name, takes: takes, gives: "frames", emits: workflow.Chunk, work: "1.21s", video: true,
		why: fitted, bytes: pngBytes}
}

func filter(name, takes, gives, why string) operator {
	return operator{name: name, takes: takes, gives: gives, emits: workflow.Chunk, work: "2.13s", video: true, why: why,
		bytes: pngBytes}
}

// singles is a filter that emits every frame by itself.
func singles(name string) operator {
	o := filter(name, "frames", "frame", likeness)
	o.emits = workflow.Frames
	return o
}

func encoder(name, takes string) operator {
	return operator{name: name, takes: takes, gives: "chunks", emits: workflow.Chunk, work: "1.21s", video: true,
		why: fitted, bytes: "40kB", packed: true}
}

func forwarder(name, takes, work string) operator {
	return operator{name: name, takes: takes, gives: takes, emits: workflow.Same, role: repeating, work: work,
		why: fillIn, bytes: "0B"}
}

// operators are the stages of the released code, and decode_from_url, resize and overlay, which its
// specification picture_in_picture names and the code lacks.
func operators() []operator {
	transform := filter("C_C_stealwork_transform", "chunks", "chunks", likeness)
	transform.bytes, transform.packed = "40kB", true
	mono := filter("monostage_gs", "video_url", "chunks", likeness)
	mono.bytes, mono.packed = "40kB", true
	return []operator{
		filter("blend", "frames_0 frames_1", "frames", likeness),
		transform,
		decoder("C_F_stealwork_decode", "chunks"),
		forwarder("cmd", anyKey, "1s"),
		forwarder("ddos", "chunked_link", "10s"),
		decoder("decode", "chunks"),
		decoder("decode_from_chunked_link", "chunked_link"),
		decoder("decode_from_url", "video_url"),
		{name: "draw", takes: "frame", gives: "frame", emits: workflow.Same, frameWork: "30ms", why: paper,
			bytes: pngBytes},
		filter("duplicate_filter", "frames", "frames_0 frames_1", likeness),
		encoder("encode", "frames"),
		encoder("encode_frame_list", "frame_list"),
		encoder("encode_to_dash", "frames"),
		filter("grayscale", "frames", "frames", fitted),
		singles("grayscale_flat"),
		{name: "matchFace", takes: "person", emits: workflow.Nothing, work: "1s", why: fillIn},
		filter("merge_filter", "frames_0 frames_1", "frames", likeness),
		mono,
		forwarder("null", anyKey, "0s"),
		filter("overlay", "frames_0 frames_1", "frames", likeness),
		{name: "parallelize_link", takes: "video_link", gives: "chunked_link", role: splitter},
		filter("pixscale", "frames", "frames", likeness),
		singles("random_cut"),
		{name: "rek", takes: "scene_list", gives: "frame", emits: workflow.Same, work: `"uniform,min=1.5s,max=4s"`,
			why: "section 2.3.4 and figure 2.9 of the thesis", bytes: pngBytes, refers: true},
		decoder("rek_decode", "chunked_link"),
		filter("resize", "frames", "frames", likeness),
		filter("rotate", "frames", "frames", likeness),
		forwarder("rpc_bench", anyKey, "10s"),
		singles("scale"),
		{name: "scene_keep_mod", takes: "metadata", gives: "frame", emits: workflow.Frames, work: "0s", why: fillIn,
			bytes: pngBytes, refers: true},
		{name: "scenechange", takes: "frames", gives: "scene_list", emits: workflow.Frames, work: "1s", video: true,
			why: paper, bytes: pngBytes, refers: true, scene: 48},
		forwarder("sopen", anyKey, "1s"),
		{name: "stream_link", takes: "video_link", gives: "chunked_link", role: splitter},
		filter("video_filter", "frames", "frames", likeness),
	}
}

// deliveries are the delivery functions that the released code can load. That for empty frames is none: its
// file is misspelt.
func deliveries() map[string]workflow.Delivery {
	return map[string]workflow.Delivery{
		"default_delivery_func":                workflow.Default,
		"pair_delivery_func":                   workflow.Pair,
		"anypair_delivery_func":                workflow.AnyPair,
		"serialized_frame_delivery_func":       workflow.SerializedFrame,
		"serialized_scene_delivery_func":       workflow.SerializedScene,
		"smart_serialized_frame_delivery_func": workflow.Smart,
	}
}
