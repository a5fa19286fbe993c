package pipespec

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"thaw/models/workflow"
	"thaw/models/workflow/form"
)

// imported imports a file of testdata, and reads what came out.
func imported(t *testing.T, file string) (*Imported, *workflow.Spec) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	got, err := Import(file, text)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	_, spec, err := form.Read(file, got.YAML)
	if err != nil {
		t.Fatalf("%s: %v\n%s", file, err, got.YAML)
	}
	return got, spec
}

// Does a specification of each published shape become a workflow that runs to its end, with the stages, the
// deliveries and the numbers that it states?
func TestSpecificationsOfEveryShapeRun(t *testing.T) {
	for _, q := range []struct{ file, stages, says string }{
		{"chunks.pipe", "cut:default grey:default join:default", `function: filters|durable: the queue|work: 2.13s `},
		{"scenes.pipe", "face:default cut:default scenes:default find:serialized-scene paint:serialized-scene " +
			"join:serialized-frame", `chunks: 8 |frames: 12 |chunklimit of links|work: 605ms |frame-work: 30ms|emits: nothing`},
		{"pair.pipe", "cut:default twice:default turn:default beside:pair join:default",
			`from: "twice:frames_1"|config: video_filter=vflip`},
		{"straggler.pipe", "cut:default join:default", `mitigation: gop-pairs|straggler: {chunk: 10, delay: 30s}`},
		{"forward.pipe", "nothing:default run:default flood:default", `work: 7s |every: 1s|config: cmd=sleep 3`},
	} {
		got, spec := imported(t, q.file)
		var stages []string
		for i := range spec.Stages {
			stages = append(stages, spec.Stages[i].Name+":"+spec.Stages[i].Delivery.String())
		}
		if text := strings.Join(stages, " "); text != q.stages {
			t.Errorf("%s: stages %s, expected %s", q.file, text, q.stages)
		}
		for _, want := range strings.Split(q.says, "|") {
			if !strings.Contains(string(got.YAML), want) {
				t.Errorf("%s: %q is not in\n%s", q.file, want, got.YAML)
			}
		}
		var e workflow.Engine
		r, err := e.Run(context.Background(), spec, 1, false)
		if err != nil {
			t.Errorf("%s: %v", q.file, err)
			continue
		}
		if chunks := len(r.Chunks) - 1; chunks < 1 || spec.Inputs[0].Chunks != chunks {
			t.Errorf("%s: %d chunks came out of %d", q.file, chunks, spec.Inputs[0].Chunks)
		}
	}
}

// Is a comma too many told, and what has no place in a workflow?
func TestWhatIsOddIsSaid(t *testing.T) {
	got, _ := imported(t, "forward.pipe")
	text := strings.Join(got.Notes, "\n")
	for _, want := range []string{"forward.pipe:6:79: a comma without a value behind it",
		"forward.pipe:3:5: stage live: stream_link makes chunks of the link of input_0"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
}

// Does every number that the specification does not say carry a remark?
func TestEveryAssumptionIsMarked(t *testing.T) {
	files, _ := filepath.Glob("testdata/*.pipe")
	for _, file := range files {
		got, _ := imported(t, filepath.Base(file))
		for _, line := range strings.Split(string(got.YAML), "\n") {
			key, value, _ := strings.Cut(strings.TrimLeft(line, " -"), ":")
			number := slices.Contains([]string{"chunks", "bytes", "work", "frame-work", "scene", "extra", "frames", "every",
				"store", "launcher", "tick"}, key)
			if number && strings.TrimSpace(value) != "" && !strings.Contains(line, " # ") {
				t.Errorf("%s: a number without a remark: %s", file, line)
			}
		}
	}
}

// Are all mistakes told at once, each with line and column?
func TestMistakes(t *testing.T) {
	stream := `{"src": "input_0:chunks", "dst": "a:chunks"}, {"src": "a:frames", "dst": "output_0:frames"}`
	for _, q := range []struct{ name, text, want string }{
		{"nothing", "  ", `p:1:3: not JSON: the file is empty, expected an object`},
		{"no object", "[1]", `p:1:1: expected a mapping, found a list`},
		{"malformed", "{\"nodes\": [{\"name\": \"a\" \"stage\": \"decode\"}, {name: 3}, {\"name\": 01e}],\n \"streams\": [\"\\x\", tru]} x",
			`p:1:25: not JSON: '"', expected a comma or "}"
p:1:46: not JSON: 'n', expected a key in quotation marks
p:1:65: not JSON: "01e", expected a value
p:2:14: not JSON: string "\\x": expected UTF-8
p:2:20: not JSON: "tru", expected a value`},
		{"an end", `{"nodes": [`, `p:1:12: not JSON: the file ends, expected "]"`},
		{"more", `{"nodes": [], "streams": []} {}`, `p:1:30: not JSON: '{' behind the end, expected nothing`},
		{"keys", `{"nodes": [{"name": "a", "stag": "decode"}], "stream": []}`, `p:1:26: nodes[0]: unknown key "stag" (did you mean "stage"?)
p:1:12: nodes[0]: key "stage" is missing
p:1:46: unknown key "stream" (did you mean "streams"?)
p:1:1: key "streams" is missing`},
		{"names", `{"nodes": [
 {"name": "a", "stage": "decoed"},
 {"name": "a", "stage": "decode", "delivery_function": "pair_delivery"},
 {"name": "s", "stage": "parallelize_link", "delivery_function": "pair_delivery_func"}],
"streams": [
 {"src": "b:frames", "dst": "c:frames"},
 {"src": "a", "dst": "a:frames"},
 {"src": "input_0:x", "dst": "output_0:x"}]}`, `p:2:2: stage a: unknown operator "decoed" (did you mean "decode"?)
p:3:2: name "a" stands here a second time
p:3:2: stage a: unknown delivery function "pair_delivery" (did you mean "pair_delivery_func"?)
p:4:2: stage s: parallelize_link takes one link, expected default_delivery_func
p:6:2: stream from "b:frames": no node is named "b"
p:6:2: stream to "c:frames": no node is named "c"
p:7:2: stream from "a" to "a:frames", expected STAGE:KEY at both ends
p:8:2: stream from input_0 to output_0: it passes no stage`},
		{"streams", `{"nodes": [{"name": "a", "stage": "decode"}, {"name": "g", "stage": "grayscale"}, {"name": "s", "stage": "parallelize_link"}],
"streams": [
 {"src": "input_0:chunks", "dst": "a:chunk"},
 {"src": "a:frames", "dst": "g:frames"},
 {"src": "a:frames", "dst": "s:video_link"},
 {"src": "s:chunked_link", "dst": "output_0:frames"}]}`, `p:3:2: stage a: decode takes no key "chunk" (did you mean "chunks"?), expected one of: chunks
p:5:2: stream from "a:frames": this key goes to another stage already
p:5:2: stage s: parallelize_link takes the link of an input
p:6:2: stage s: no input leads to it: the stream has no producer`},
		{"settings", `{"nodes": [{"name": "s", "stage": "parallelize_link", "config": {"framesperchunk": "{fps}/7"}},
 {"name": "a", "stage": "decode_from_chunked_link"}], "streams": [
 {"src": "input_0:video_link", "dst": "s:video_link"}, {"src": "s:chunked_link", "dst": "a:chunked_link"}]}`,
			`p:1:84: stage s: framesperchunk: "{fps}/7", expected 1 to 10000 frames`},
		{"limits", `{"nodes": [{"name": "s", "stage": "parallelize_link", "config": {"chunklimit": -1}},
 {"name": "d", "stage": "ddos", "config": {"duration": "x"}}], "streams": [
 {"src": "input_0:video_link", "dst": "s:video_link"}, {"src": "s:chunked_link", "dst": "d:chunked_link"}]}`,
			`p:1:80: stage s: chunklimit: "-1", expected a number from 1
p:2:56: stage d: duration: "x", expected seconds`},
		{"the graph", `{"nodes": [{"name": "a", "stage": "blend", "delivery_function": "pair_delivery_func"},
 {"name": "b", "stage": "grayscale"}, {"name": "c", "stage": "encode", "delivery_function": "serialized_frame_delivery_func"},
 {"name": "a b", "stage": "decode"}, {"name": "input9", "stage": "decode"}], "streams": [
 {"src": "input_0:chunks", "dst": "a:frames_0"}, {"src": "a:frames", "dst": "b:frames"},
 {"src": "b:frames", "dst": "a:frames_1"}]}`, `p:3:2: name "a b", expected one without colons, slashes and spaces
p:3:38: stage input9, expected a name that begins neither with input nor with output`},
		{"a cycle", `{"nodes": [{"name": "a", "stage": "blend", "delivery_function": "pair_delivery_func"},
 {"name": "b", "stage": "grayscale"}], "streams": [
 {"src": "input_0:chunks", "dst": "a:frames_0"}, {"src": "a:frames", "dst": "b:frames"},
 {"src": "b:frames", "dst": "a:frames_1"}]}`, `p:3:2: from input_0:chunks to a:frames_0: chunks are no frames`},
		{"starving", `{"nodes": [{"name": "a", "stage": "decode"}, {"name": "c", "stage": "encode_to_dash", ` +
			"\n" + `"delivery_function": "serialized_frame_delivery_func"}], "streams": [` + stream[:44] + `]}`,
			`p:1:46: stage c starves: no stream leads to it`},
		{"chunks in order", `{"nodes": [{"name": "a", "stage": "decode"}, {"name": "c", "stage": "encode_to_dash", ` +
			"\n" + `"delivery_function": "serialized_frame_delivery_func"}], "streams": [` + stream[:44] +
			`, {"src": "a:frames", "dst": "c:frames"}]}`,
			`p:1:46: stage c: serialized-frame can never fire: frames brings whole chunks, expected single frames`},
	} {
		_, err := Import("p", []byte(q.text))
		if err == nil {
			t.Errorf("%s: no mistake was found", q.name)
			continue
		}
		for _, want := range strings.Split(q.want, "\n") {
			if !strings.Contains("\n"+err.Error(), "\n"+want) {
				t.Errorf("%s: %q is not in\n%v", q.name, want, err)
			}
		}
	}
}

// FuzzImport holds that a text is refused with its mistakes, or is a workflow that thaw reads.
func FuzzImport(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.pipe")
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	f.Add(strings.Repeat("[", 300))
	f.Add(`{"nodes": [{"name": "\u0085\ud800: #", "stage": "null"}], "streams": [{"src": "input\":x", "dst": "a:x"}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		got, err := Import("p", []byte(text))
		if err != nil {
			return
		}
		if _, _, err := form.Read("p.yaml", got.YAML); err != nil {
			t.Fatalf("what was imported cannot be read: %v\n%s", err, got.YAML)
		}
	})
}
