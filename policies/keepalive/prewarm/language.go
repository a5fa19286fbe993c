package prewarm

import (
	"thaw/models/cluster"
)

// languages are the shares of languages among functions, where a trace tells none: of the 20
// functions of RainbowCake's artefact 9 are of Python, 6 of Node.js and 5 of Java.
var languages = [3]float64{9. / 20, 6. / 20, 5. / 20}

// languageOf returns the language of each unit's functions, drawn by app: the functions of one
// application have one language.
func languageOf(v *cluster.View) func(cluster.FuncID) int {
	stream, table := v.Stream("keepalive/languages"), v.Table()
	return func(fn cluster.FuncID) int {
		at := stream.Float(uint64(table.Functions[fn].App), 0)
		for k, share := range languages {
			if at -= share; at < 0 {
				return k
			}
		}
		return len(languages) - 1
	}
}
