// Small conveniences. Every page works without them.
import { focusProblems } from "./problems.js";
import { copyButtons } from "./copy.js";
import { guardForms } from "./guard.js";
import { dragPoints } from "./drag.js";
import { draftForms } from "./draft.js";
import { checkFiles } from "./files.js";
import { conditionalFields } from "./when.js";

focusProblems();
copyButtons();
guardForms();
dragPoints();
draftForms();
checkFiles();
conditionalFields();
