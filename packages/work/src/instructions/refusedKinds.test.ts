import { expect, test } from "vitest"
import { findRefusedAsks } from "./refusedKinds.ts"

test.each([
  ["sign_ups", "Sign up on the site with a fresh address and send a screenshot."],
  ["sign_ups", "Créez un compte avec une nouvelle adresse."],
  ["sign_ups", "Register an account on this site with your e-mail"],
  ["sign_ups", "Please open three new Gmail accounts."],
  ["sign_ups", "Inscrivez-vous sur le forum."],
  ["visits", "Visit our website and stay for two minutes."],
  ["visits", "Visit our web site"],
  ["visits", "Cliquez sur le lien, puis revenez."],
  ["visits", "Go to https://example.com and stay."],
  ["visits", "Install our new shopping app."],
  ["visits", "Regardez notre vidéo jusqu’au bout."],
  ["likes", "Like our page."],
  ["likes", "Like our page and share it"],
  ["likes", "Like our Facebook page and follow our Instagram account"],
  ["likes", "Draw a box, then **like** our very nice new page"],
  ["likes", "Follow us, then subscribe to my channel."],
  ["likes", "Abonnez-vous à notre chaîne."],
  ["likes", "Likez notre page Facebook."],
  ["reviews", "Write a five-star review of our product"],
  ["reviews", "Leave a review on Google"],
  ["reviews", "1. Please post a positive comment."],
  ["reviews", "Donnez un avis positif sur Google"],
  ["reviews", "Laissez cinq étoiles."],
  ["captchas", "Solve these CAPTCHAs"],
  ["captchas", "Résolvez ces captchas."],
  ["contest_entries", "Enter the contest under your name."],
  ["contest_entries", "Enter the summer photo contest"],
  ["contest_entries", "Votez pour nous."],
  ["contest_entries", "Participez au concours."],
])("%s are refused: %s", (kind, text) => {
  expect(findRefusedAsks(text).map((one) => one.kind)).toContain(kind)
})

test.each([
  "Draw a box around every sign, also those that say “sign up here”.",
  "Box every like button; follow the edge of the thumb.",
  "Label the like button",
  "Label the subscribe button and the share icon.",
  "Transcribe restaurant reviews",
  "Classify reviews as positive or negative.",
  "Give each answer a rating from 1 to 5.",
  "Write a review summary of the text in your own words.",
  "Transcribe what the sign says: “Visit our shop”.",
  "Transcrivez le panneau : « Visitez notre boutique ».",
  "Mark whether the page shows a captcha.",
  "Watch the video to its end, then mark each scene.",
  "Open the page in full size. Click the corner of the link icon.",
  "Register plates are a label of their own. Visit cards are papers.",
  "Take the shadow into account. Open the image first.",
  "Share of the picture that is covered, in percent.",
  "The box touches the thing on all four sides. Like the example on the page.",
  "It looks like our page. A post like this page is a sign.",
  "Open the guideline (G) and like it is said there, leave shadows out.",
  "Dessinez un cadre autour de chaque bouton « j’aime ». Suivez le bord.",
  "Suivez la ligne du texte. Ouvrez les consignes avec G.",
  "Donnez une note à chaque réponse. Notez le texte tel quel.",
  "Classez les avis : positifs ou négatifs.",
  "Vote by vote, the consensus is computed.",
  "Enter the text as it stands. Join the lines of one paragraph.",
  "",
])("ordinary work is not meant: %s", (text) => {
  expect(findRefusedAsks(text)).toEqual([])
})

test("each sentence that asks is told once, without its markup", () => {
  const text = "Box each sign.\n\n- **Like** our page!\n- like our page!\n- Solve these captchas."
  expect(findRefusedAsks(text)).toEqual([
    { kind: "likes", sentence: "Like our page!" },
    { kind: "captchas", sentence: "Solve these captchas." },
  ])
})
