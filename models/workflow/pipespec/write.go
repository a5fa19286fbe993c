package pipespec

import (
	"fmt"
	"math"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// writer writes YAML with a comment behind each line that has one.
type writer struct{ b strings.Builder }

// line writes a line. Why says where its number comes from.
func (w *writer) line(why, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if why != "" {
		text = fmt.Sprintf("%-44s # %s", text, comment(why))
	}
	w.b.WriteString(text + "\n")
}

// comment makes a text one that stands on one line of a comment.
func comment(text string) string {
	text = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == 0x85 || r == 0x2028 || r == 0x2029 || r == 0xfeff {
			return ' '
		}
		return r
	}, text)
	if runes := []rune(text); len(runes) > 160 {
		text = string(runes[:160]) + " …"
	}
	return text
}

// name writes a name as YAML reads it: plain where it has letters, digits and underscores alone.
func name(s string) string {
	first := func(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }
	other := func(r rune) bool { return first(r) || r >= '0' && r <= '9' || r == '_' || r == '-' }
	if s != "" && first(rune(s[0])) && strings.IndexFunc(s, func(r rune) bool { return !other(r) }) < 0 &&
		!strings.Contains("|true|false|null|yes|no|on|off|y|n|", "|"+strings.ToLower(s)+"|") {
		return s
	}
	return strconv.QuoteToASCII(s)
}

// write writes the workflow.
func (c *converter) write(file string) []byte {
	w := &writer{}
	w.line("", "# Imported from %s, a pipeline specification of Sprocket. It says which stages there are,",
		comment(filepath.Base(file)))
	w.line("", "# their delivery functions and the streams between them. What stands before a remark at the end of")
	w.line("", "# a line it does not say: the remark tells what that rests on. Fill in numbers of your own.")
	w.line("", "inputs:")
	for _, in := range c.inputs {
		c.content(w, in)
	}
	w.line("", "stages:")
	for _, i := range c.written() {
		c.stage(w, i)
	}
	w.line("", "streams:")
	for _, k := range c.kept {
		s := &c.spec.Streams[k]
		_, key, _ := strings.Cut(s.From, ":")
		why := ""
		if s.Durable {
			why = "durable: the queue of the coordinator, which is not modelled"
		}
		w.line(why, "  - {from: %s, to: %s}", strconv.QuoteToASCII(c.from[k]+":"+key), strconv.QuoteToASCII(s.To))
	}
	w.line(paper, "store: {bandwidth: 102.4GB/s, connection: 32MB/s, connections: 4, first-byte: 30ms}")
	w.line("section 2.3 of the thesis; latencies "+paper, "launcher: {limit: 1000, warm: all, warm-rate: 2000, "+
		"cold-rate: 169.5, warm-latency: 100ms, cold-latency: 100ms}")
	w.line("as pipeline_conf.json of the released code has it", "scheduler: {kind: simple}")
	w.line("the coordinator's loop of the released code", "tick: 10ms")
	return []byte(w.b.String())
}

// content writes an input.
func (c *converter) content(w *writer, in *input) {
	w.line("", "  - name: %s", name(in.name))
	if in.one {
		w.line("one, such as a name or a picture", "    chunks: 1")
		w.line(fillIn, "    bytes: 0B")
		return
	}
	n, why := chunks, "assumed: fill in the length of the video"
	if in.split >= 0 {
		of := &c.spec.Nodes[in.split]
		if s := of.Config.get("chunklimit"); s != nil {
			if limit, err := strconv.Atoi(s.text); err != nil || limit < 1 {
				c.d.Fail(s.at, "stage %s: chunklimit: %q, expected a number from 1", of.Name, s.text)
			} else if limit < n {
				n, why = limit, "chunklimit of "+of.Name
			}
		}
		why += fmt.Sprintf("; %s (%s) makes them of one link, and is no stage here", of.Name, of.Stage)
		c.note(of.Place, "stage %s: %s makes chunks of the link of %s: the input has them in its place", of.Name,
			of.Stage, in.name)
	}
	w.line(why, "    chunks: %d", n)
	why = "assumed: a second of video"
	if in.frames != fps {
		why = fmt.Sprintf("framesperchunk, at %d frames a second, which are assumed", fps)
	}
	w.line(why, "    frames: %d", in.frames)
	w.line(paper+": 1 MB for a second", "    bytes: %dB", in.frames*1_000_000/fps)
	if in.split >= 0 && c.spec.Nodes[in.split].Stage == "stream_link" {
		w.line("assumed: the video is live", "    every: %v", time.Duration(in.frames)*time.Second/fps)
	}
}

// stage writes a stage.
func (c *converter) stage(w *writer, i int) {
	n, op := &c.spec.Nodes[i], c.ops[i]
	w.line(n.Stage+configOf(n), "  - name: %s", name(n.Name))
	if n.Function == "" {
		w.line("its workers are those of every stage, as the released code has it", "    function: sprocket")
	} else {
		w.line("", "    function: %s", name(n.Function))
	}
	d := c.deliver[i]
	w.line("", "    delivery: %v", d)
	if gathers(d) {
		why := "a second of video: framesperchunk is not stated"
		if n.Config.get("framesperchunk") != nil {
			why = "framesperchunk"
		}
		w.line(why, "    frames: %d", c.perChunk(i))
	}
	c.work(w, i)
	w.line("", "    emits: %v", op.emits)
	if op.bytes != "" {
		w.line("of a frame; "+paper, "    bytes: %s", op.bytes)
	}
	if op.packed {
		w.line("", "    packed: true")
	}
	if op.refers {
		w.line("references to frames that are there", "    references: true")
	}
	if op.scene > 0 {
		w.line(paper, "    scene: %d", op.scene)
	}
	if n.Config.is("create_straggler") {
		w.line("create_straggler, as C_F_stealwork_decode.py has it", "    straggler: {chunk: 10, delay: 30s}")
	}
	if n.Config.is("stealwork") {
		w.line("stealwork", "    mitigation: gop-pairs")
		w.line(paper+", section 2.2.6", "    extra: 0.25")
	}
}

// work writes how long a task of a stage works.
func (c *converter) work(w *writer, i int) {
	n, op := &c.spec.Nodes[i], c.ops[i]
	work, why := op.work, op.why
	if s := n.Config.get("duration"); s != nil && op.name == "ddos" {
		work, why = s.text+"s", "duration"
		if _, err := strconv.ParseUint(s.text, 10, 16); err != nil {
			c.d.Fail(s.at, "stage %s: duration: %q, expected seconds", n.Name, s.text)
		}
	}
	if frames := c.framesOf(i, nil); op.video && frames != fps {
		if s, err := time.ParseDuration(work); err == nil {
			work = time.Duration(math.Round(float64(s) * float64(frames) / fps)).String()
			why += fmt.Sprintf(", for %d frames", frames)
		}
	}
	if work != "" {
		w.line(why, "    work: %s", work)
	}
	if op.frameWork != "" {
		w.line(why, "    frame-work: %s", op.frameWork)
	}
	if op.video {
		w.line("", "    content: true")
	}
	if s := n.Config.get("scale"); s != nil && op.name == "scale" && s.text != "1" {
		c.note(n.Place, "stage %s: scale %s is not modelled: as many frames come out as go in", n.Name, s.text)
	}
}

// configOf tells the configuration of a node, of which a workflow has what its settings say.
func configOf(n *node) string {
	var parts []string
	for _, s := range n.Config {
		parts = append(parts, s.key+"="+s.text)
	}
	if parts == nil {
		return ""
	}
	return "; config: " + strings.Join(parts, ", ")
}
