// @ts-check
// The page of two who meet: the same stage, both sides in view, extracts as a playlist, "again" in one key.

import { listenForKeys } from "./room-keys.js";
import { setStage } from "./stage.js";

const { player, nextExtract } = setStage();
listenForKeys(player, { n: nextExtract });
