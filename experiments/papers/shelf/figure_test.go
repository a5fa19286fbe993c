package shelf

import "testing"

// Is a figure found however its name is written, and no other one in its place?
func TestFigures(t *testing.T) {
	figures := []string{"table-3.5", "3.5", "3.5-time", "table 5.3", "5.6", "10a", "sensitivity", "tables"}
	for typed, want := range map[string]string{
		"3.5": "3.5", "figure 3.5": "3.5", "Fig. 3.5": "3.5", "fig3.5": "3.5", "table 3.5": "table-3.5",
		"table-3.5": "table-3.5", "Table3.5": "table-3.5", "tab. 3.5": "table-3.5", "5.3": "table 5.3",
		"table-5.3": "table 5.3", "table_5.3": "table 5.3", "figure-10A": "10a", "figure sensitivity": "sensitivity",
		"tables": "tables", "figure 5.3": "", "table 5.6": "", "3": "", "": "", "figure": "", "5": "", "3.5-tim": "",
	} {
		if got, ok := Figure(typed, figures); got != want || ok != (want != "") {
			t.Errorf("%q is %q, expected %q", typed, got, want)
		}
	}
}
