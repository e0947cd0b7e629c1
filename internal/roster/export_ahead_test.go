package roster

// AddAbsenceTx lets tests of the services note absences.
var AddAbsenceTx = addAbsenceTx
