/** Acts that a project may not ask for: they pay people to pretend to be somebody, or to want something. */
type RefusedKind = "sign_ups" | "visits" | "likes" | "contest_entries"

/**
 * How each is asked for, in English and French. Imperatives with what they are done to: labelling pictures of such signs and buttons is
 * ordinary work and is not meant.
 */
const ASKED: readonly (readonly [RefusedKind, RegExp])[] = [
  [
    "sign_ups",
    /\b(sign up|register|create an account|open an account)\s+(on|at|for|with)\b|\b(inscri(s|vez)[- ](toi|vous)|cré(ez|e) un compte|ouvr(ez|e) un compte)\b/iu,
  ],
  [
    "visits",
    /\b(visit|open|click on|click)\s+(the|our|this|my)\s+(web ?site|site|page|link|ad|shop)\b|\b(visite[zr]?|ouvr(ez|e)|cliquez sur)\s+(le|notre|ce|mon|la|cette)\s+(site|page|lien|annonce|publicité|boutique)\b/iu,
  ],
  [
    "likes",
    /\b(like|follow|share|subscribe to|upvote)\s+(us\b|our|my|the|this)\s*(page|channel|video|post|profile|account|app)?\b(?<=us|page|channel|video|post|profile|account|app)|\b(aimez|suivez|partagez|abonne[- ]toi|abonnez[- ]vous)\s+(à\s+)?(notre|ma|mon|la|le|cette)\s+(page|chaîne|vidéo|publication|profil|compte)\b/iu,
  ],
  [
    "contest_entries",
    /\b(enter|join)\s+(the|our|this)\s+(contest|competition|raffle|giveaway)\b|\bvote for (us|me|our)\b|\b(particip(e|ez) (à|au)|vot(e|ez) pour)\s*(le|notre|ce|nous|moi|mon)?\s*(concours|tirage|jeu|nous|moi)?\b(?<=concours|tirage|jeu|nous|moi)/iu,
  ],
]

/** What a text asks for that no project may ask, with the words that do; null for ordinary work. */
export function findRefusedKind(text: string): { readonly kind: RefusedKind; readonly found: string } | null {
  for (const [kind, asked] of ASKED) {
    const found = asked.exec(text)?.[0]
    if (found !== undefined) return { kind, found }
  }
  return null
}
