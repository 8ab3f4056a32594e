// Declarations that cells of all chapters share belong here: a cell that uses one depends on it as on a setup cell.
// The list of the cells, `Chapters`, is generated.
