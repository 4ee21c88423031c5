// Puts the parts of the page together.

import { offerThemes } from "/appearance.js";
import { followChannel } from "/channel.js";
import { showComposer } from "/composer.js";
import { showDrawer } from "/drawer.js";
import { showMembers } from "/members.js";
import { awaitForms } from "/modal.js";
import { showPlaces } from "/places.js";
import { begin, heard, tell } from "/state.js";
import { keepTime } from "/times.js";
import { offerTour } from "/tour.js";
import { showTyping } from "/typing.js";

const trouble = document.querySelector("#trouble");
let fading = 0;
let away = ""; // the sentence that stays as long as the sandbox is away

heard("trouble", (sentence) => {
  trouble.textContent = sentence;
  clearTimeout(fading);
  fading = setTimeout(() => (trouble.textContent = away), 8000);
});
heard("away", (sentence) => {
  if (sentence !== away) trouble.textContent = away = sentence;
});
addEventListener("unhandledrejection", ({ reason }) => tell("trouble", reason?.message ?? "Something went wrong."));

offerThemes();
showPlaces();
showMembers();
followChannel();
awaitForms();
showComposer();
showTyping();
keepTime();
await begin();
showDrawer();
offerTour();
