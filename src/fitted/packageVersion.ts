/** The version of the package, as in package.json: pages cannot read that file. A test holds the two together. */
export const packageVersion = '0.1.0'
