package org.pgseccomp.extension.rules;

import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.TypeElement;

/**
 * Which expressions change something that another operand could see.
 *
 * <p>An expression has a side effect if it assigns, increments or decrements anything, or calls a method that does. A method
 * of the sources does if it assigns a field (a constructor's own fields excepted) or an element of an array that is no local
 * variable, or calls a method that does. Of Java's own methods, those of immutable classes do not, of collections and builders
 * only those that do more than read, and those not either where a method changes an object of a local variable of its own.
 *
 * <p>Limits: a local variable that stands for an array or an object of somebody else is not seen through; what a lambda does counts where
 * it is written and not where it is called; a method that is called through an interface counts as the interface's own. One
 * operand with a side effect beside another that only reads what it changes is not reported. What slips through is left to
 * the comparison of two C compilers with a JVM.
 */
final class SideEffects {
    private static final Set<String> IMMUTABLE = Set.of(
            "java.lang.String",
            "java.lang.Math",
            "java.lang.Integer",
            "java.lang.Long",
            "java.lang.Character",
            "java.lang.Boolean",
            "java.lang.Byte",
            "java.lang.Short",
            "java.lang.Object",
            "java.lang.Enum",
            "java.lang.Record",
            "java.lang.Comparable",
            "java.lang.CharSequence",
            "java.lang.Throwable",
            "java.util.Objects");

    private static final Set<String> READING = Set.of(
            "size",
            "get",
            "isEmpty",
            "of",
            "copyOf",
            "contains",
            "containsKey",
            "indexOf",
            "length",
            "charAt",
            "toString",
            "equals",
            "hashCode",
            "getByte");

    private final Trees trees;
    /** Methods of the sources, and the methods of the sources that each calls. */
    private final Map<Element, Set<Element>> calls = new HashMap<>();

    private final Set<Element> impure = new HashSet<>();

    private SideEffects(Trees trees) {
        this.trees = trees;
    }

    static SideEffects of(List<CompilationUnitTree> units, Trees trees) {
        SideEffects effects = new SideEffects(trees);
        for (CompilationUnitTree unit : units) {
            effects.new MethodScanner().scan(unit, null);
        }
        boolean grows = true;
        while (grows) {
            grows = false;
            for (Map.Entry<Element, Set<Element>> method : effects.calls.entrySet()) {
                if (method.getValue().stream().anyMatch(effects.impure::contains)) {
                    grows |= effects.impure.add(method.getKey());
                }
            }
        }
        return effects;
    }

    /** Whether evaluating the expression may change something. */
    boolean has(TreePath expression) {
        ExpressionScanner scanner = new ExpressionScanner();
        scanner.scan(expression, null);
        return scanner.found;
    }

    private boolean isForeignAndImpure(Element method) {
        if (!(method.getEnclosingElement() instanceof TypeElement owner)) {
            return true;
        }
        if (IMMUTABLE.contains(owner.getQualifiedName().toString())) {
            return false;
        }
        boolean generated = owner.getKind() == ElementKind.RECORD
                || (owner.getKind() == ElementKind.ENUM
                        && method.getSimpleName().contentEquals("values"));
        return !generated && !READING.contains(method.getSimpleName().toString());
    }

    private boolean isImpure(Element method) {
        if (method == null) {
            return true;
        }
        return calls.containsKey(method) ? impure.contains(method) : isForeignAndImpure(method);
    }

    /** Finds a side effect in one expression; what a lambda or a class in it would do later does not count. */
    private final class ExpressionScanner extends TreePathScanner<Void, Void> {
        private boolean found;

        @Override
        public Void visitAssignment(AssignmentTree tree, Void unused) {
            found = true;
            return null;
        }

        @Override
        public Void visitCompoundAssignment(CompoundAssignmentTree tree, Void unused) {
            found = true;
            return null;
        }

        @Override
        public Void visitUnary(UnaryTree tree, Void unused) {
            found |= changes(tree);
            return super.visitUnary(tree, null);
        }

        @Override
        public Void visitMethodInvocation(MethodInvocationTree tree, Void unused) {
            found |= isImpure(trees.getElement(getCurrentPath()));
            return super.visitMethodInvocation(tree, null);
        }

        @Override
        public Void visitNewClass(NewClassTree tree, Void unused) {
            Element constructor = trees.getElement(getCurrentPath());
            found |= calls.containsKey(constructor) && impure.contains(constructor);
            return super.visitNewClass(tree, null);
        }

        @Override
        public Void visitLambdaExpression(LambdaExpressionTree tree, Void unused) {
            return null;
        }

        @Override
        public Void visitClass(ClassTree tree, Void unused) {
            return null;
        }
    }

    private static boolean changes(UnaryTree tree) {
        return switch (tree.getKind()) {
            case PREFIX_INCREMENT, PREFIX_DECREMENT, POSTFIX_INCREMENT, POSTFIX_DECREMENT -> true;
            default -> false;
        };
    }

    /** Notes for each method what it calls, and whether it changes something itself. */
    private final class MethodScanner extends TreePathScanner<Void, Void> {
        private Element method;

        @Override
        public Void visitMethod(MethodTree tree, Void unused) {
            Element outer = method;
            method = trees.getElement(getCurrentPath());
            calls.put(method, new HashSet<>());
            super.visitMethod(tree, null);
            method = outer;
            return null;
        }

        @Override
        public Void visitAssignment(AssignmentTree tree, Void unused) {
            note(tree.getVariable());
            return super.visitAssignment(tree, null);
        }

        @Override
        public Void visitCompoundAssignment(CompoundAssignmentTree tree, Void unused) {
            note(tree.getVariable());
            return super.visitCompoundAssignment(tree, null);
        }

        @Override
        public Void visitUnary(UnaryTree tree, Void unused) {
            if (changes(tree)) {
                note(tree.getExpression());
            }
            return super.visitUnary(tree, null);
        }

        @Override
        public Void visitMethodInvocation(MethodInvocationTree tree, Void unused) {
            Element called = trees.getElement(getCurrentPath());
            if (method != null && called != null) {
                if (isOfTheSources(called)) {
                    calls.get(method).add(called);
                } else if (isForeignAndImpure(called) && !isOfALocalObject(tree)) {
                    impure.add(method);
                }
            }
            return super.visitMethodInvocation(tree, null);
        }

        @Override
        public Void visitNewClass(NewClassTree tree, Void unused) {
            Element constructor = trees.getElement(getCurrentPath());
            if (method != null && constructor != null && isOfTheSources(constructor)) {
                calls.get(method).add(constructor);
            }
            return super.visitNewClass(tree, null);
        }

        /** Whether the chain of calls begins with a local variable or a new object. */
        private boolean isOfALocalObject(MethodInvocationTree call) {
            ExpressionTree receiver = call;
            TreePath path = getCurrentPath();
            while (receiver instanceof MethodInvocationTree || receiver instanceof MemberSelectTree) {
                receiver = receiver instanceof MethodInvocationTree invocation
                        ? invocation.getMethodSelect()
                        : ((MemberSelectTree) receiver).getExpression();
                path = new TreePath(path, receiver);
            }
            Element root = trees.getElement(path);
            return receiver instanceof NewClassTree
                    || (receiver != call.getMethodSelect()
                            && root != null
                            && root.getKind() == ElementKind.LOCAL_VARIABLE);
        }

        private boolean isOfTheSources(Element element) {
            return trees.getTree(element) != null;
        }

        private void note(ExpressionTree target) {
            if (method == null) {
                return;
            }
            TreePath path = new TreePath(getCurrentPath(), target);
            if (target instanceof ParenthesizedTree parenthesized) {
                note(parenthesized.getExpression());
            } else if (target instanceof ArrayAccessTree access) {
                Element array = trees.getElement(new TreePath(path, access.getExpression()));
                if (array == null || array.getKind() != ElementKind.LOCAL_VARIABLE) {
                    impure.add(method);
                }
            } else {
                Element variable = trees.getElement(path);
                boolean field = variable == null || variable.getKind() == ElementKind.FIELD;
                if (field && method.getKind() != ElementKind.CONSTRUCTOR) {
                    impure.add(method);
                }
            }
        }
    }
}
