// Package pipespec imports pipeline specifications of Sprocket, the JSON files in the folder pipespec of
// its released code (excamera/pipeline, 64709f3), as workflows in thaw's YAML form.
//
//	text ─▶ parse ─▶ spec ─▶ operators, deliveries, streams ─▶ YAML with comments ─▶ form.Read
//	         JSON     unknown keys   unknown names               what is assumed      cycles, …
//	         └──────────── all mistakes, each with its line and column ─────────────────┘
//
// A specification says which stages there are, the streams between them and their delivery functions. It does
// not say how long a task works, how large its data are, how long the video is, or what it runs on: those are
// marked as assumptions, with the number of experiments/papers/sprocket where that has one.
package pipespec
