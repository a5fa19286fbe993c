package story_test

import (
	"strings"
	"testing"

	"thaw/policies/all"
	"thaw/policies/story"
)

var lists = story.Policies{Schedulers: all.Schedulers(), KeepAlives: all.KeepAlives()}

const script = `# Prose before a scenario.

scenario two that overlap, and one that is too large
# Prose inside it.
  schedule   first-fit
  keepalive  ttl,keep=5s
  invokers   1 of 256MiB
  function   a/f 256MiB
  function   a/g 512MiB
  start      warm 0s, cold 500ms
  show       available
  at 0s      a/f runs 2s, 2 times every 1s
  at 1s      a/g runs 1s
  at 10s     a/f runs 1s
`

// What is told, worked out by hand: the first is cold until 500 ms and runs to
// 2.5 s; the second waits for it; the third fits nowhere; the container stays
// 5 s after the second ended at 4.5 s, so the last is cold again.
const tale = `> at 0s     a/f arrives [available 256] → invoker 0, cold in container 0, runs 500ms to 2.5s
> at 1s     a/f arrives [available 0] → waits in the queue
> at 1s     a/g arrives → is rejected: no invoker is large enough
> at 2.5s   a/f leaves the queue [available 256] → invoker 0, warm in container 0, runs 2.5s to 4.5s
> at 9.5s   container 0 of a/f on invoker 0 expires, idle for 5s
> at 10s    a/f arrives [available 256] → invoker 0, cold in container 1, runs 10.5s to 11.5s
> in all    2 cold and 1 warm starts, 0 evictions, 1 expiries, 1 rejected
`

// Is what happens told as it happens?
func TestTell(t *testing.T) {
	got, err := story.Tell("x.story", script, lists)
	if err != nil {
		t.Fatal(err)
	}
	if got != script+tale {
		t.Errorf("got:\n%s\nexpected:\n%s", got, script+tale)
	}
}

// Is a story that tells something else replaced, and prose left alone?
func TestTellReplacesOnlyTheStory(t *testing.T) {
	wrong := strings.Replace(script+tale, "waits in the queue", "is lost", 1) + "\n# Prose behind it.\n"
	got, err := story.Tell("x.story", wrong, lists)
	if err != nil {
		t.Fatal(err)
	}
	if want := script + tale + "\n# Prose behind it.\n"; got != want {
		t.Errorf("got:\n%s\nexpected:\n%s", got, want)
	}
}

// Are all mistakes of a script named with their lines?
func TestTellMistakes(t *testing.T) {
	text := `scenario one
  schedule   frist-fit
  keepalive  ttl,kep=1m
  invokers   2 of 256
  start      warm 0s
  show       everything
  at 0s a/f runs 1s
  colour     green
`
	_, err := story.Tell("x.story", text, lists)
	if err == nil {
		t.Fatal("the script was accepted")
	}
	for _, want := range []string{
		`x.story:2: unknown policy "frist-fit" (did you mean "first-fit"?)`,
		`x.story:3: policy ttl: unknown parameter "kep" (did you mean "keep"?)`,
		`x.story:4: memory "256": an amount such as 256MiB was expected`,
		`x.story:5: start "warm 0s": "warm 1ms, cold 500ms" was expected`,
		`x.story:6: show "everything": running, queued, available, free or priority was expected`,
		`x.story:7: at "0s a/f runs 1s": function "a/f" is not declared above`,
		`x.story:8: unknown line "colour"`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error lacks %q:\n%v", want, err)
		}
	}
}
