console.log(
  '\nThis was the quick check, 25 random cases a law. The whole, with 1,000 and with mutants: npm run test:all',
)
