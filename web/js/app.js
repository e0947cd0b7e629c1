// Small conveniences. Every page works without them.
import { focusProblems } from "./problems.js";
import { copyButtons } from "./copy.js";
import { guardForms } from "./guard.js";
import { dragPoints } from "./drag.js";

focusProblems();
copyButtons();
guardForms();
dragPoints();
