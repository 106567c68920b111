/** Version of this program, as the root's package.json says. */
export const VERSION = "0.1.0"
