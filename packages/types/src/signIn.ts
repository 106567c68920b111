/** Fewest characters of a new password; forms say so before it is sent. */
export const MIN_PASSWORD = 12

/** What an e-mail address looks like: somebody, at a name with a dot. */
export const EMAIL = /^(?!\.)(?!.*\.\.)[A-Za-z0-9_'+\-.]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9][A-Za-z0-9-]*\.)+[A-Za-z]{2,}$/
