package all

import (
	"strings"
	"testing"

	"thaw/models/cluster"
	"thaw/models/memory"
	"thaw/models/network"
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

// Is a name refused that results could not tell from another? It is taken by thaw, by
// another role, or by "none"; every one is reported at once.
func TestWithRefusesDuplicates(t *testing.T) {
	scheduler, layout := Schedulers()[1], Layouts()[0]
	other, reap, none := KeepAlives()[0], Networks()[0], Layouts()[0]
	other.Name, reap.Name, none.Name = scheduler.Name, "reap", "none"
	_, err := Builtin().With(Policies{
		Schedulers: []policies.Entry[cluster.NewScheduler]{scheduler},
		KeepAlives: []policies.Entry[cluster.NewKeepAlive]{other},
		Networks:   []policies.Entry[network.Recipe]{reap},
		Layouts:    []policies.Entry[memory.Layout]{layout, none},
	})
	if err == nil {
		t.Fatal("no error")
	}
	for _, name := range []string{scheduler.Name, "reap", layout.Name, "none"} {
		if !strings.Contains(err.Error(), `policy "`+name+`" is defined twice`) {
			t.Errorf("%s is not refused: %v", name, err)
		}
	}
}

// Is an entry refused that nobody defined? It has no constructor to call.
func TestWithRefusesUndefined(t *testing.T) {
	_, err := Builtin().With(Policies{Schedulers: []policies.Entry[cluster.NewScheduler]{{Name: "bare"}}})
	if err == nil || !strings.Contains(err.Error(), `schedule policy "bare" was not made by Define`) {
		t.Errorf("got %v", err)
	}
}
