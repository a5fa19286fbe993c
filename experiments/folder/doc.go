// Package folder takes the folders that results go to into use: by one process at a
// time, and without harm to files that thaw did not make.
//
//	path ──▶ Take ──▶ lock ──▶ empty? resumed? replaced? ──▶ Folder
//	                             ╰─▶ error that names what thaw does not know
//
// A folder is thaw's if its manifest is. The files that thaw made are those that the
// manifest names, and those that an unfinished experiment writes by its plan.
package folder
