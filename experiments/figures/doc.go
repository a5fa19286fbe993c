// Package figures draws result folders.
//
//	RESULT/{manifest,summary,runs/…} ─▶ Draw ─▶ RESULT/plots/NAME.{svg,png,pdf,csv}
//
// A figure is one line in resultFigures and a function from the folder's data to
// plots. It reads only the folder.
package figures
