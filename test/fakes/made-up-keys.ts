/** A key pair and an account number that nobody has: looked for in all that the tests print. */

export const KEY = 'K3yOfTheTests/NotAReal0ne+ButLongEnoughToBeOne0123456789abc';
export const SECRET = Buffer.from('a secret of the tests, never to be printed').toString('base64');
export const ACCOUNT_NUMBER = '123456789012';
