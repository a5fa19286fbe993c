package all

import (
	"strings"
	"testing"

	"thaw/models/cluster"
	"thaw/models/memory"
	"thaw/policies"
)

// Further policies stand behind the built-in ones, which stay as they are.
func TestWith(t *testing.T) {
	mine := Schedulers()[0]
	mine.Name = "mine"
	got, err := Builtin().With(Policies{Schedulers: []policies.Entry[cluster.NewScheduler]{mine}})
	if err != nil {
		t.Fatal(err)
	}
	n := len(Builtin().Schedulers)
	if len(got.Schedulers) != n+1 || got.Schedulers[n].Name != "mine" || len(got.KeepAlives) != len(KeepAlives()) {
		t.Errorf("%v", policies.Names(got.Schedulers))
	}
}

// A name that is taken is refused, every one at once; the same name in another
// role is not taken.
func TestWithRefusesDuplicates(t *testing.T) {
	scheduler, layout := Schedulers()[1], Layouts()[0]
	keepalive := KeepAlives()[0]
	keepalive.Name = scheduler.Name
	_, err := Builtin().With(Policies{
		Schedulers: []policies.Entry[cluster.NewScheduler]{scheduler},
		KeepAlives: []policies.Entry[cluster.NewKeepAlive]{keepalive},
		Layouts:    []policies.Entry[memory.Layout]{layout},
	})
	if err == nil {
		t.Fatal("no error")
	}
	want := `schedule policy "` + scheduler.Name + `" is defined twice` + "\n" + `vm-layout policy "` + layout.Name +
		`" is defined twice`
	if strings.TrimSpace(err.Error()) != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}
