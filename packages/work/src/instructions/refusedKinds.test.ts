import { expect, test } from "vitest"
import { findRefusedKind } from "./refusedKinds.ts"

test.each([
  ["sign_ups", "Sign up on the site with a fresh address and send a screenshot."],
  ["sign_ups", "Créez un compte avec une nouvelle adresse."],
  ["visits", "Visit our website and stay for two minutes."],
  ["visits", "Cliquez sur le lien, puis revenez."],
  ["likes", "Like our page."],
  ["likes", "Follow us, then subscribe to my channel."],
  ["likes", "Abonnez-vous à notre chaîne."],
  ["contest_entries", "Enter the contest under your name."],
  ["contest_entries", "Votez pour nous."],
  ["contest_entries", "Participez au concours."],
])("%s are refused: %s", (kind, text) => {
  expect(findRefusedKind(text)?.kind).toBe(kind)
})

test.each([
  "Draw a box around every sign, also those that say “sign up here”.",
  "Box every like button; follow the edge of the thumb.",
  "Register plates are a label of their own. Visit cards are papers.",
  "Share of the picture that is covered, in percent.",
  "The box touches the thing on all four sides. Like the example on the page.",
  "Open the guideline (G) and like it is said there, leave shadows out.",
  "Dessinez un cadre autour de chaque bouton « j’aime ». Suivez le bord.",
  "Suivez la ligne du texte. Ouvrez les consignes avec G.",
  "Vote by vote, the consensus is computed.",
  "",
])("ordinary work is not meant: %s", (text) => {
  expect(findRefusedKind(text)).toBeNull()
})
