// A session or a person: times in the reader's own zone.
import { localise } from "./times.js";

localise(document);
